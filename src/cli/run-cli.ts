import { Command, CommanderError } from 'commander';
import { ConfigError, WaitError } from '../event/errors.ts';
import { addArchiveCommands } from './dlq/archive-commands.ts';
import type { AddCommands, CommandContext } from './command-context.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { addDoctorCommands } from './doctor/doctor-commands.ts';
import { addDlqCommands } from './dlq/dlq-commands.ts';
import { addDuplicatesCommands } from './duplicates/duplicates-commands.ts';
import { addEraseCommands } from './erase/erase-commands.ts';
import { addExplainCommands } from './explain/explain-commands.ts';
import { nameResources, type ResourceOptions } from './resource-names.ts';
import { harmlessLines } from '../util/harmless.ts';
import { addReasonsCommands } from './reasons/reasons-commands.ts';
import { addSendCommands } from './send/send-commands.ts';
import { addStoreCommands } from './stores/store-commands.ts';
import type { Terminal } from './terminal.ts';
import { addTraceCommands } from './trace/trace-commands.ts';
import { UsageError } from './usage-error.ts';

const WRONG_USAGE = 2;

/** In the order of the help. */
const SUBJECTS: readonly AddCommands[] = [
  addDlqCommands,
  addArchiveCommands,
  addSendCommands,
  addExplainCommands,
  addStoreCommands,
  addDuplicatesCommands,
  addDoctorCommands,
  addReasonsCommands,
  addEraseCommands,
  addTraceCommands,
];

/**
 * `npx signup-relay`.
 *
 * @param applications commands of applications on top of the CLI, such as the console. They come last in the help.
 * @returns the exit code of the command; 2 if it could not run.
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  applications: readonly AddCommands[] = [],
): Promise<number> {
  let code = 0;
  const subjects = [...SUBJECTS, ...applications];
  const program = createProgram(subjects, terminal, (result) => (code = result));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has already printed the error or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    if (!isPlain(error)) throw error;
    terminal.complain(harmlessLines(error.message));
    return WRONG_USAGE;
  }
}

/** Messages of these errors are for people. Any other error is a bug, and its stack trace helps more. */
const isPlain = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof ConfigError || error instanceof WaitError;

function createProgram(
  subjects: readonly AddCommands[],
  terminal: Terminal,
  finish: (code: number) => void,
): Command {
  const line = (print: (text: string) => void) => (text: string) => print(text.replace(/\n$/, ''));
  const program = new Command('signup-relay')
    .description('Commands to operate signup-relay.')
    .option('--stage <stage>', 'use the deployed stack signup-relay-<stage>')
    .option('--region <region>', 'AWS region of the stack (default: AWS_REGION)')
    .option('--env <file>', 'use the relay of an env file; npm start writes local.env')
    .configureOutput({ writeOut: line(terminal.print), writeErr: line(terminal.complain) })
    .exitOverride()
    .showHelpAfterError()
    .hook('preAction', async () => nameResources(program.opts<ResourceOptions>(), terminal));
  let deployment: Deployment | undefined;
  const context: CommandContext = {
    terminal,
    finish,
    deployment: () => (deployment ??= openDeployment(terminal.env)),
  };
  for (const addCommands of subjects) addCommands(program, context);
  return program;
}
