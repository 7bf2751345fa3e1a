import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BootstrapAnswer, BootstrapCall } from './bootstrap-messages.ts';

/**
 * Lambda's Node.js runtime around a handler, as far as a test can observe it. Runs as its own process:
 * `lambda-bootstrap.ts <folder of the unpacked zip> <handler string>`. Calls and answers use the IPC
 * channel; stdout belongs to the handler, and ends every call with a line `END RequestId: <id>`.
 */
type Handler = (event: unknown, context: object) => unknown;

const [folder = '', handlerString = ''] = process.argv.slice(2);
// CloudWatch sees one stream of lines, in order.
process.stderr.write = process.stdout.write.bind(process.stdout);
const handler = loadHandler();
process.on('message', (call: BootstrapCall) => void run(call));
send({ kind: 'ready' });

function loadHandler(): Handler {
  const dot = handlerString.lastIndexOf('.');
  const load = createRequire(join(folder, 'index.js'));
  const loaded = load(join(folder, handlerString.slice(0, dot))) as Record<string, unknown>;
  const found = loaded[handlerString.slice(dot + 1)];
  if (typeof found !== 'function') throw new Error(`${handlerString} is not a function`);
  if (found.length > 2) throw new Error('callback handlers are refused from nodejs24.x on');
  return found as Handler;
}

async function run({ id, event, remainingMs }: BootstrapCall): Promise<void> {
  const deadline = Date.now() + remainingMs;
  const before = process.cpuUsage();
  let answer: BootstrapAnswer;
  try {
    const response = await handler(event, contextOf(id, deadline));
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1_000;
    answer = { kind: 'response', id, json: JSON.stringify(response ?? null), cpuMs };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    answer = { kind: 'error', id, text };
  }
  process.stdout.write(`END RequestId: ${id}\n`);
  send(answer);
}

function contextOf(awsRequestId: string, deadline: number): object {
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'packaged';
  return {
    awsRequestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'test',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function send(answer: BootstrapAnswer): void {
  process.send?.(answer);
}
