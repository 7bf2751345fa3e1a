import { runCli } from '../src/cli/run-cli.ts';
import { processTerminal, type Terminal } from '../src/cli/terminal.ts';
import { addConsoleCommands } from '../src/console/console-commands.ts';

/** Width of the page, in characters. */
const COLUMNS = 118;

/**
 * The output of a command without a terminal, and its exit code unless it is 0.
 *
 * @param settled resolves when `consume` has processed the messages that the command sent.
 */
export async function runShown(command: string, settled: () => Promise<void>): Promise<string> {
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);
  const terminal: Terminal = {
    ...processTerminal(new AbortController().signal),
    isInteractive: false,
    columns: COLUMNS,
    askHidden: async () => undefined,
    print,
    complain: print,
  };
  const code = await runCli(wordsOf(command), terminal, [addConsoleCommands]);
  await settled();
  const end = code === 0 ? [] : [`(exit code ${code})`];
  return `${[...printed, ...end].join('\n').trim()}\n`;
}

/** Splits a line like a shell; double quotes keep words together. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
