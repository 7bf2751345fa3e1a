import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '../cli/run-cli.ts';
import type { Terminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';

const ending = new AbortController();
/** The first Ctrl-C ends calmly; a second one finds no listener and ends the process at once. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending.abort();
  });
}

const terminal: Terminal = {
  env: process.env,
  setEnv: (values) => void Object.assign(process.env, values),
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
  sleep: async (ms) => {
    await sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);
  },
  signal: ending.signal,
  isInteractive: process.stdout.isTTY && process.stderr.isTTY,
  columns: process.stdout.columns || 120,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  errorStream: process.stderr,
};

process.exitCode = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
