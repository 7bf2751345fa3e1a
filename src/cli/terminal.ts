import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { harmlessOutput } from '../util/harmless.ts';

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

/** The same terminal, but nothing that a command prints can steer it, whatever the command forgot. */
export function harmlessTerminal(terminal: Terminal): Terminal {
  const { print, complain, askHidden: ask, isInteractive } = terminal;
  const shown = (text: string): string => harmlessOutput(text, isInteractive);
  return {
    ...terminal,
    print: (text) => print(shown(text)),
    complain: (text) => complain(shown(text)),
    askHidden: (question) => ask(shown(question)),
  };
}

/** Exit codes as shells have them: 128 and the number of the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Stopping in order can take this long before a word is due, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * The first Ctrl-C stops the command in order; the second has no listener and kills the process.
 *
 * @param stop stops the command. @returns the exit code of an interrupted command, once it is interrupted.
 */
export function onInterrupt(
  process: Pick<NodeJS.EventEmitter, 'once'>,
  { complain }: Pick<Terminal, 'complain'>,
  stop: () => void,
): { readonly exitCode?: number } {
  const state: { exitCode?: number } = {};
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.once(signal, () => {
      state.exitCode ??= code;
      stop();
      const say = (): void => complain(STOPPING);
      // Without `unref` the process would wait for it.
      setTimeout(say, PATIENCE_MS).unref();
    });
  }
  return state;
}

const STOPPING =
  '\nStopping: letters that were read are put back. A second Ctrl-C ends it now, and they stay hidden for some minutes.';

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

/**
 * Asks for a secret. What is typed or pasted is not shown.
 *
 * @returns undefined where `input` is no terminal; empty at Ctrl-C and Ctrl-D.
 */
export async function askHidden(
  question: string,
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<string | undefined> {
  if (input.isTTY !== true) return undefined;
  output.write(question);
  // With `terminal`, readline switches off the echo of the terminal and writes the echo itself: to nowhere.
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => resolve(''));
      lines.once('close', () => resolve(''));
    });
  } finally {
    lines.close();
    output.write('\n');
  }
}
