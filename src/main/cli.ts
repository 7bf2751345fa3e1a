import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runCli } from '../cli/run-cli.ts';
import { onClosedPipe, onInterrupt, processTerminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';
import { harmlessLines } from '../util/harmless.ts';

// V8 lets a heap grow to several times what is in use. With 100,000 dead letters that would be 540 MB instead of 380.
setFlagsFromString('--heap-growing-percent=30');

const stop = new AbortController();
const terminal = processTerminal(stop.signal);
const interrupted = onInterrupt(process, terminal, () => stop.abort());
onClosedPipe([process.stdout, process.stderr], () => stop.abort());

try {
  const code = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
  // With 0 nothing was left to do, or the command is one that runs until Ctrl-C.
  process.exitCode = code === 0 ? 0 : (interrupted.exitCode ?? code);
} catch (error) {
  // A bug: its stack helps more than a sentence.
  console.error(harmlessLines(inspect(error)));
  process.exitCode = 2;
}
