import { runCli } from '../cli/run-cli.ts';
import { processTerminal } from '../cli/terminal.ts';
import { addConsoleCommands } from '../console/console-commands.ts';

/** The first Ctrl-C stops the command in order; the second has no listener and kills the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}

const terminal = processTerminal(stop.signal);
process.exitCode = await runCli(process.argv.slice(2), terminal, [addConsoleCommands]);
