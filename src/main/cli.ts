import { runCli } from '../cli/run-cli.ts';
import { onClosedPipe, processTerminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';

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
