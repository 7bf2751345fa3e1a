import { setFlagsFromString } from 'node:v8';
import { runCli } from '../cli/run-cli.ts';
import { onClosedPipe, processTerminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';

// V8 lets a heap grow to several times what is in use. With 100,000 dead letters that would be 540 MB instead of 380.
setFlagsFromString('--heap-growing-percent=30');

/** The first Ctrl-C stops the command in order; the second has no listener and kills the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

const terminal = processTerminal(stop.signal);
onClosedPipe([process.stdout, process.stderr], () => stop.abort());

try {
  process.exitCode = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
} catch (error) {
  // A bug: its stack helps more than a sentence.
  console.error(error);
  process.exitCode = 2;
}
