import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from '../cli/run-cli.ts';
import { onClosedPipe, type Terminal } from '../cli/terminal.ts';
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
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  errorStream: process.stderr,
};

onClosedPipe([process.stdout, process.stderr], () => stop.abort());

try {
  process.exitCode = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
} catch (error) {
  // A bug: its stack helps more than a sentence.
  console.error(error);
  process.exitCode = 2;
}
