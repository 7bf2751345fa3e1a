import type { LocalServices } from '../local-services.ts';
import type { LambdaFunction } from './context.ts';
import {
  type FunctionProcess,
  type FunctionProcessOptions,
  openFunctionProcess,
} from './function-process.ts';
import type { HttpFront } from './http-front.ts';

/** The entry points of the functions. */
export interface LocalFunctions {
  readonly consume: URL;
  readonly receive: URL;
}

interface FunctionDeps {
  readonly services: LocalServices;
  readonly front: HttpFront;
  readonly onLine: (line: string, name: keyof LocalFunctions) => void;
}

/** Starts each function in its own process. @throws Error a function could not be loaded. */
export async function openFunctions(
  { consume, receive }: LocalFunctions,
  { services: { env }, front, onLine }: FunctionDeps,
): Promise<Readonly<Record<keyof LocalFunctions, LocalFunction>>> {
  const opening = [
    openLocalFunction({ module: consume, env, onLine: (line) => onLine(line, 'consume') }),
    openLocalFunction({
      module: receive,
      env: receiveEnvironment(env, front.url),
      onLine: (line) => onLine(line, 'receive'),
    }),
  ] as const;
  try {
    const [first, second] = await Promise.all(opening);
    return { consume: first, receive: second };
  } catch (error) {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled') await one.value.close();
    }
    throw error;
  }
}

/** As deployed: `receive` has no access to the ledger, the shops and the dead letters. */
function receiveEnvironment(
  env: Readonly<Record<string, string>>,
  publicUrl: string,
): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(
    ([name]) =>
      ['SIGNUPS_QUEUE_URL', 'SOURCES_PATH'].includes(name) ||
      (name.startsWith('AWS_') && name !== 'AWS_ENDPOINT_URL_DYNAMODB'),
  );
  return { ...Object.fromEntries(kept), PUBLIC_URL: publicUrl };
}

/** A function as on Lambda: after a crash or a timeout the next invocation gets a new process. */
export interface LocalFunction {
  readonly invoke: LambdaFunction;
  close(): Promise<void>;
}

/** @throws Error the module could not be loaded. */
export async function openLocalFunction(options: FunctionProcessOptions): Promise<LocalFunction> {
  let current: Promise<FunctionProcess> = openFunctionProcess(options);
  let isClosed = false;
  await current;
  const living = async (): Promise<FunctionProcess> => {
    const before = current;
    const known = await before.catch(() => undefined);
    if (known?.isAlive()) return known;
    // A request that comes while the relay stops must start no process: nothing would end it.
    if (isClosed) throw new Error('the function is closed');
    if (current === before) current = openFunctionProcess(options);
    return current;
  };
  return {
    invoke: async (event, context) => (await living()).invoke(event, context),
    close: async () => {
      isClosed = true;
      const last = await current.catch(() => undefined);
      await last?.close();
    },
  };
}
