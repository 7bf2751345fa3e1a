import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnv } from './bare-env.ts';

/** A command of this project in its own process, as a user runs it. */
export interface LocalCommand {
  readonly child: ChildProcess;
  /** Everything on stdout so far. */
  stdout(): string;
  /** Everything on stderr so far. */
  stderr(): string;
  /** @returns the exit code; the signal's name where one ended it. */
  ended(): Promise<number | string>;
}

/**
 * Runs `src/main/<door>.ts`, or another entry point, with its own environment: none of the caller's settings apply.
 *
 * @param cwd the working directory; npm start writes local.env there.
 */
export function runLocalCommand(
  door: 'local' | 'send' | URL,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = '.',
): LocalCommand {
  const entry = door instanceof URL ? fileURLToPath(door) : resolve(`src/main/${door}.ts`);
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { ...bareEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  return {
    child,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    ended: async () => {
      const [code, signal] = await closed;
      return code ?? signal ?? 'unknown';
    },
  };
}
