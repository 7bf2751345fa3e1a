import { lambdaContext, type LambdaFunction } from './context.ts';
import type { Invocation, InvocationResult } from './function-process.ts';

/**
 * The process of a function. Like Lambda's runtime, it loads the handler once and runs it for every message from the
 * parent. Its stdout carries the handler's log lines only. Arguments: URL of the module, name of its handler.
 */
const [moduleUrl = '', name = 'handler'] = process.argv.slice(2);
const send = (result: InvocationResult): void => {
  process.send?.(result);
};

process.on('disconnect', () => {
  process.exit();
});

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a wrong export fails at the first call
const loaded = (await import(moduleUrl)) as Readonly<Record<string, LambdaFunction | undefined>>;
const handler = loaded[name];
if (handler === undefined) throw new Error(`${moduleUrl} exports no ${name}`);

async function invoke({ id, functionName, event, deadline }: Invocation): Promise<void> {
  const context = lambdaContext(functionName, () => deadline - Date.now());
  try {
    send({ id, answer: await handler?.(event, context) });
  } catch (error) {
    send({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (invocation: Invocation) => {
  void invoke(invocation);
});
send({ id: 0 });
