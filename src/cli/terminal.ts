import { askHidden } from './ask-hidden.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** The environment of a command: variables, clock, chance, and output. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Adds to `env`, and to the environment of the AWS SDK. */
  readonly setEnv: (values: Readonly<Record<string, string>>) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** A unique name. */
  readonly newId: () => string;
  /** Resolves early, without an error, when `signal` aborts. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted at Ctrl-C: a command finishes the present step, reports, and stops. */
  readonly signal: AbortSignal;
  /** Standard output is a terminal, so colours and progress bars are shown. */
  readonly isInteractive: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** Prints a text and a line break. */
  readonly print: (text: string) => void;
  /** The same on standard error. */
  readonly complain: (text: string) => void;
  /** Asks for a secret, which is not shown; undefined without a terminal to ask on. Empty if the person gives up. */
  readonly askHidden: (question: string) => Promise<string | undefined>;
  /** Standard error for progress bars. */
  readonly errorStream: NodeJS.WritableStream;
}

/** The terminal of this process. @param signal see `Terminal`. */
export const processTerminal = (signal: AbortSignal): Terminal => ({
  env: process.env,
  setEnv: (values) => void Object.assign(process.env, values),
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
  sleep: async (ms) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  },
  signal,
  isInteractive: process.stdout.isTTY && process.stderr.isTTY,
  columns: process.stdout.columns || 120,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  askHidden: (question) => askHidden(question, process.stdin, process.stderr),
  errorStream: process.stderr,
});

/**
 * The reader of a pipe may end first, as `head` does: then the command stops in order, and says nothing more.
 *
 * @param streams standard output and standard error. @param stop stops the command.
 */
export function onClosedPipe(streams: readonly NodeJS.WritableStream[], stop: () => void): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stop();
    });
  }
}
