import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from './context.ts';

export interface FunctionProcessOptions {
  /** The entry point: a module that exports `handler`. */
  readonly module: URL;
  /** The function's whole environment, as on Lambda. `PATH` and Node.js's cache of compiled code are added. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives every line that the function writes to stdout or stderr. */
  readonly onLine: (line: string) => void;
}

/** A handler in its own process. */
export interface FunctionProcess {
  /** @throws Error the handler threw, its process ended, or it was killed at the timeout. */
  readonly invoke: LambdaFunction;
  /** Whether the process can take another invocation. */
  readonly isAlive: () => boolean;
  close(): Promise<void>;
}

const CHILD = fileURLToPath(new URL('./function-child.ts', import.meta.url));

/** @throws Error the module could not be loaded; its own message goes to `onLine`. */
export async function openFunctionProcess(
  options: FunctionProcessOptions,
): Promise<FunctionProcess> {
  const { module, env, onLine } = options;
  const child = fork(CHILD, [module.href], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...env,
    },
    execArgv: [],
    silent: true,
    // Its own process group: Ctrl-C then stops the parent only, and the function can finish its batch.
    detached: true,
  });
  // Not the child's event `close`: after `disconnect` it is never emitted.
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

/** @returns promises that resolve when stdout and stderr were read to the end. */
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

/** Results by invocation. When the process ends, all pending results fail. */
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

/** Message from the parent to the function's process: run the handler once. */
export interface Invocation {
  readonly id: number;
  readonly functionName: string;
  readonly event: object;
  /** The timeout as a time, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** Message from the function's process; `id` 0 means that the handler is loaded. */
export interface InvocationResult {
  readonly id: number;
  readonly answer?: unknown;
  /** Set if the handler threw. */
  readonly error?: string;
}
