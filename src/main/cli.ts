import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { askHidden } from '../cli/ask-hidden.ts';
import { runCli } from '../cli/run-cli.ts';
import type { Terminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';

/** The first Ctrl-C stops the command in order; the second has no listener and kills the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

const terminal: Terminal = {
  env: process.env,
  setEnv: (values) => void Object.assign(process.env, values),
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
  sleep: async (ms) => {
    await sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  },
  signal: stop.signal,
  isInteractive: process.stdout.isTTY && process.stderr.isTTY,
  columns: process.stdout.columns || 120,
  askHidden: (question) => askHidden(question, process.stdin, process.stderr),
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  errorStream: process.stderr,
};

process.exitCode = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
