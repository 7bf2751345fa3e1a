import { InvalidArgumentError } from 'commander';
import type { AddCommands } from '../cli/command-context.ts';
import { type ConsoleCommandOptions, runConsole } from './run-console.ts';

const EXAMPLES = `
Examples:
  signup-relay --stage prod console --open
  signup-relay --env local.env console

The printed address carries the key of this start: whoever has it may replay and discard. The page is served on
127.0.0.1 only and ends with Ctrl-C; a replay that is running ends what it has in hand first.
Exit codes: 0 ended by Ctrl-C, 2 wrong usage, or the port is in use.`;

export const addConsoleCommands: AddCommands = (program, { terminal, deployment, finish }) => {
  program
    .command('console')
    .summary('open a local page to watch, inspect and replay')
    .description(
      'Serves a page on this machine: queues over time, outcomes per store, dead letters with dry run, replay and discard, stores with breaker and pace.',
    )
    .option('--port <port>', 'port of the page, 0 for any free one', toPort, 8790)
    .option('--open', 'open it in the browser')
    .option('--json', 'print {"url"} instead of words')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ConsoleCommandOptions) => {
      finish(await runConsole(options, terminal, deployment()));
    });
};

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a number from 0 to 65535.');
}
