import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A separate process that answers questions, so that its CPU time and memory can be measured. */
export interface Child {
  /** @throws Error the process failed or has ended. */
  ask<T>(question: object): Promise<T>;
  end(): Promise<void>;
}

export interface ChildOptions {
  readonly args?: readonly string[];
  /** The whole environment of the process, except for an added PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags for Node.js itself. */
  readonly flags?: readonly string[];
  /** Receives everything that the process writes to stdout. */
  readonly onOutput?: (bytes: Buffer) => void;
}

/** Message from the process: the answer to one question. */
export interface ChildAnswer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** Starts a module that calls `answerQuestions`. Resolves when it is ready. */
export async function startChild(module: URL, options: ChildOptions = {}): Promise<Child> {
  const child = fork(fileURLToPath(module), [...(options.args ?? [])], {
    env: { PATH: process.env['PATH'], ...options.env },
    execArgv: [...(options.flags ?? [])],
    stdio: ['ignore', options.onOutput ? 'pipe' : 'ignore', 'inherit', 'ipc'],
  });
  if (options.onOutput) child.stdout?.on('data', options.onOutput);
  const waiting = new Map<number, (answer: ChildAnswer) => void>();
  const closed = once(child, 'exit');
  child.on('message', (answer: ChildAnswer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  child.once('exit', () => {
    for (const [id, answer] of waiting) answer({ id, error: 'the process has ended' });
  });
  let questions = 0;
  const ask = async <T>(question: object): Promise<T> => {
    const id = (questions += 1);
    const answered = new Promise<ChildAnswer>((resolve) => waiting.set(id, resolve));
    child.send({ ...question, id });
    const { answer, error } = await answered;
    if (error !== undefined) throw new Error(error);
    return answer as T;
  };
  await once(child, 'message');
  return {
    ask,
    end: async () => {
      if (child.connected) child.disconnect();
      await closed;
    },
  };
}
