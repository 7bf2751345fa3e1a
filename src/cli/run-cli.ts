import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigError, WaitError } from '../event/errors.ts';
import { AmbiguousIdError } from '../dead-letters/letter.ts';
import { addArchiveCommands } from './dlq/archive-commands.ts';
import { awsProblem } from './aws-problem.ts';
import type { AddCommands, CommandContext } from './command-context.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { addDoctorCommands } from './doctor/doctor-commands.ts';
import { addDlqCommands } from './dlq/dlq-commands.ts';
import { addDuplicatesCommands } from './duplicates/duplicates-commands.ts';
import { addEraseCommands } from './erase/erase-commands.ts';
import { addExplainCommands } from './explain/explain-commands.ts';
import { nameResources, type ResourceOptions } from './resource-names.ts';
import { harmless, harmlessLines } from '../util/harmless.ts';
import { addImportCommands } from './import/import-commands.ts';
import { addReasonsCommands } from './reasons/reasons-commands.ts';
import { addSendCommands } from './send/send-commands.ts';
import { addStatusCommands } from './status/status-commands.ts';
import { addPresetsCommands } from './stores/presets-commands.ts';
import { addStoreCommands } from './stores/store-commands.ts';
import { harmlessTerminal, type Terminal } from './terminal.ts';
import { addTraceCommands } from './trace/trace-commands.ts';
import { asRecord } from '../util/is-record.ts';
import { UsageError } from './usage-error.ts';

const COULD_NOT_RUN = 2;

/** In the order of the help. */
const SUBJECTS: readonly AddCommands[] = [
  addStatusCommands,
  addDlqCommands,
  addArchiveCommands,
  addSendCommands,
  addImportCommands,
  addExplainCommands,
  addStoreCommands,
  addDuplicatesCommands,
  addDoctorCommands,
  addPresetsCommands,
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
  given: Terminal,
  applications: readonly AddCommands[] = [],
): Promise<number> {
  const terminal = harmlessTerminal(given);
  let code = 0;
  const subjects = [...SUBJECTS, ...applications];
  const program = createProgram(subjects, terminal, (result) => (code = result));
  try {
    await program.parseAsync(helpWords(args, program), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed help and version.
      if (error.exitCode === 0) return 0;
      if (error.code !== 'commander.help')
        terminal.complain(brief(wrongUsage(error, program, args)));
      return COULD_NOT_RUN;
    }
    const problem = error instanceof UsageError ? undefined : awsProblem(error, terminal.env);
    if (problem === undefined && !isPlain(error)) throw error;
    terminal.complain(brief(harmlessLines(problem ?? (isPlain(error) ? error.message : ''))));
    return COULD_NOT_RUN;
  }
}

/** A sentence that quotes an argument of 100 KB would push what it says off the screen. */
const brief = (text: string): string =>
  text.replaceAll(/\S{300,}/g, (word) => `${word.slice(0, 100)}…`);

/** `help dlq replay` is `dlq replay --help`: Commander's own command takes one word. */
function helpWords(args: readonly string[], program: Command): string[] {
  const at = afterOptions(args);
  if (args[at] !== 'help' || args.length < at + 2) return [...args];
  const words = args.slice(at + 1);
  let command = program;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    // Without --help, Commander says that the command is unknown.
    if (next === undefined && command.commands.length > 0) return words;
    command = next ?? command;
  }
  return [...words, '--help'];
}

/** The place of the first word behind the options of all commands: `--env local.env help dlq`. */
function afterOptions(args: readonly string[]): number {
  let at = 0;
  while (/^--(?:stage|region|env)(?:=|$)/.test(args[at] ?? ''))
    at += args[at]?.includes('=') ? 1 : 2;
  return at;
}

/** What is wrong, how the command is used, and where its help is: three lines. */
function wrongUsage(
  { message }: CommanderError,
  program: Command,
  args: readonly string[],
): string {
  let command = program;
  for (const word of args) command = command.commands.find((one) => one.name() === word) ?? command;
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return [
    harmless(message.replace(/^error: /, '')).replace(/^./, (first) => first.toUpperCase()),
    `Usage: ${names.join(' ')} ${command.usage()}`,
    `Help: ${names.join(' ')} --help`,
  ].join('\n');
}

/** Messages of these errors are for people. Any other error is a bug, and its stack trace helps more. */
const isPlain = (error: unknown): error is Error =>
  [UsageError, ConfigError, WaitError, AmbiguousIdError].some((kind) => error instanceof kind);

function createProgram(
  subjects: readonly AddCommands[],
  terminal: Terminal,
  finish: (code: number) => void,
): Command {
  const line = (print: (text: string) => void) => (text: string) => print(text.replace(/\n$/, ''));
  const program = new Command('npx signup-relay')
    .description('Commands to operate signup-relay.')
    .option('--stage <stage>', 'use the deployed stack signup-relay-<stage>')
    .option('--region <region>', 'AWS region of the stack (default: AWS_REGION)')
    .option('--env <file>', 'use the relay of an env file; npm start writes local.env')
    .version(`signup-relay ${versionOf()}`, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: line(terminal.print),
      writeErr: line(terminal.complain),
      outputError: () => undefined,
    })
    .exitOverride()
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

function versionOf(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = asRecord(JSON.parse(text));
  return String(version);
}
