import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from './context.ts';

export interface FunctionProcessOptions {
  /** The door: a module that exports `handler`. */
  readonly module: URL;
  /** The only environment that the function sees, as on Lambda; `PATH` is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Every line that the function writes to stdout or stderr. */
  readonly onLine: (line: string) => void;
}

/** A handler in a process of its own. */
export interface FunctionProcess {
  /** @throws Error the handler threw, or its process ended, or was ended because the time was over. */
  readonly invoke: LambdaFunction;
  /** Whether the process can take another invocation. */
  readonly isAlive: () => boolean;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./function-child.ts', import.meta.url));

/** @throws Error the module could not be loaded; its own words are on the lines. */
export async function openFunctionProcess(
  options: FunctionProcessOptions,
): Promise<FunctionProcess> {
  const { module, env, onLine } = options;
  const child = fork(CHILD, [module.href], {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: [],
    silent: true,
    // In a group of its own, so that Ctrl-C ends the parent only, which lets this one finish its batch.
    detached: true,
  });
  // Not the event `close` of the child: it does not come after `disconnect`.
  const ended = Promise.all([once(child, 'exit'), ...readLines(child, onLine)]);
  const waiting = waitingResults(child);
  await waiting.result(0);
  let lastId = 0;
  return {
    invoke: async (event, context) => {
      lastId += 1;
      const remainingMs = context.getRemainingTimeInMillis();
      const { functionName } = context;
      const deadline = Date.now() + remainingMs;
      const invocation: Invocation = { id: lastId, functionName, event, deadline };
      const result = waiting.result(lastId);
      const timer = setTimeout(() => child.kill('SIGKILL'), remainingMs);
      if (child.connected) child.send(invocation);
      const { error, answer } = await result.finally(() => {
        clearTimeout(timer);
      });
      if (error !== undefined) throw new Error(error);
      return answer;
    },
    isAlive: () => child.connected,
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** @returns for each output of the process when all of it was read. */
function readLines(
  child: ChildProcess,
  onLine: (line: string) => void,
): readonly Promise<unknown>[] {
  return [child.stdout, child.stderr].map(async (input) => {
    if (input) await once(createInterface({ input }).on('line', onLine), 'close');
  });
}

interface WaitingResults {
  result(id: number): Promise<InvocationResult>;
}

/** Results by invocation; all that are still awaited fail when the process ends. */
function waitingResults(child: ChildProcess): WaitingResults {
  const open = new Map<number, PromiseWithResolvers<InvocationResult>>();
  let end: Error | undefined;
  child.on('message', (result: InvocationResult) => {
    open.get(result.id)?.resolve(result);
    open.delete(result.id);
  });
  child.once('exit', (code, signal) => {
    end = new Error(`the process of the function ended (${signal ?? code})`);
    for (const { reject } of open.values()) reject(end);
  });
  return {
    result: (id) => {
      if (end) return Promise.reject(end);
      const waiting = Promise.withResolvers<InvocationResult>();
      open.set(id, waiting);
      return waiting.promise;
    },
  };
}

/** From the parent to the process of a function: run the handler once. */
export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  readonly event: object;
  /** When the function must have ended, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Back from the process of a function; `id` 0 says that the handler is loaded. */
export interface InvocationResult {
  readonly id: number;
  readonly answer?: unknown;
  /** Set where the handler threw. */
  readonly error?: string;
}
