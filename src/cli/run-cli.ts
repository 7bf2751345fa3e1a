import { Command, CommanderError } from 'commander';
import { ConfigError, WaitError } from '../errors.ts';
import { explain, type ExplainOptions } from './explain/explain.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const WRONG_USAGE = 2;

/** `npx signup-relay`. @returns the exit code: what the command says, and 2 where it could not be carried out. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = createProgram(terminal, (result) => (code = result));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has already said it, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (!isPlain(error)) throw error;
    terminal.complain(error.message);
    return WRONG_USAGE;
  }
}

/** Their messages are written for people; of anything else the stack is worth more. */
const isPlain = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof ConfigError || error instanceof WaitError;

function createProgram(terminal: Terminal, finish: (code: number) => void): Command {
  const line = (print: (text: string) => void) => (text: string) => print(text.replace(/\n$/, ''));
  const program = new Command('signup-relay')
    .description('Commands for people who run signup-relay.')
    .configureOutput({ writeOut: line(terminal.print), writeErr: line(terminal.complain) })
    .exitOverride()
    .showHelpAfterError();
  program
    .command('explain')
    .summary('show field by field what a delivery becomes in the shop')
    .description(
      'Shows field by field what a delivery becomes in the shop: where each value comes from, by which rule, and what is sent. Sends nothing.',
    )
    .argument('<file>', 'webhook.delivered event, its data, {headers, body}, or a canonical event')
    .option('--store <name>', 'store that it is for; needed where the file does not say it')
    .option('--source <name>', 'source that it came in by; likewise')
    .option('--config <file>', "the store's configuration; otherwise Parameter Store (STORES_PATH)")
    .option('--json', 'print JSON instead of tables')
    .addHelpText(
      'after',
      '\nExit codes: 0 mapped or skipped, 1 rejected, 2 wrong usage.\nThe output holds the personal data of the file.',
    )
    .action(async (file: string, options: ExplainOptions) => {
      finish(await explain(file, options, terminal));
    });
  return program;
}
