import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { harmlessLines, jsonText } from '../../util/harmless.ts';
import type { AddCommands, CommandContext, OutputOptions } from '../command-context.ts';
import { commandLine } from '../output/format.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { localBase, openTarget } from './open-target.ts';
import { describeSent, SendError, sendFile } from './send-file.ts';

export const addSendCommands: AddCommands = (program, context) => {
  program
    .command('send')
    .summary('put an event on the queue')
    .description(
      'Puts the text of a file on the signups queue. A webhook file as in events/webhooks/ is signed and posted to a relay on this machine instead.',
    )
    .argument('<file>', 'an event as JSON; with --raw any text')
    .option('--raw', 'send the text even if it is not JSON', false)
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 sent, 1 not sent, 2 could not run.

  npx signup-relay send mine.json --stage prod
  npx signup-relay send events/webhooks/typeform.json --env local.env`,
    )
    .action(async (file: string, options: SendOptions) => send(file, options, context));

  program
    .command('trigger')
    .summary('send a sample of events/ to a relay on this machine')
    .description(
      'Sends one of the samples to the local relay by its name. Without a name it lists the samples.',
    )
    .argument('[sample]', 'shopline/create, typeform, …')
    .option('--json', 'print JSON instead of text')
    .addHelpText(
      'after',
      `
Exit codes: 0 sent, 1 not sent, 2 could not run.

  npx signup-relay trigger --env local.env
  npx signup-relay trigger shopline/create --env local.env
  npx signup-relay trigger typeform --env local.env`,
    )
    .action(async (sample: string | undefined, { json }: OutputOptions) => {
      const { terminal } = context;
      if (sample === undefined) {
        const names = sampleNames();
        const hint = `To send one: ${commandLine(terminal, 'trigger <sample>')}`;
        terminal.print(
          json === true ? jsonText({ samples: names }) : [...names, '', hint].join('\n'),
        );
        return;
      }
      const file = sampleFile(sample, terminal);
      // A sample would create an invented customer in a real shop.
      localBase(terminal.env['PUBLIC_URL'], 'Samples are');
      // The one sample that is not JSON.
      const raw = file.endsWith('.txt');
      await send(file, { raw, ...(json !== undefined && { json }) }, context);
    });
};

interface SendOptions extends OutputOptions {
  readonly raw: boolean;
}

async function send(
  file: string,
  { raw, json }: SendOptions,
  { terminal, finish, deployment }: CommandContext,
): Promise<void> {
  try {
    const target = openTarget({ terminal, deployment });
    const sent = await sendFile(file, { raw, now: terminal.now() }, target);
    terminal.print(json === true ? jsonText(sent) : describeSent(sent));
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    terminal.complain(harmlessLines(error.message));
    finish(1);
  }
}

const EVENTS = fileURLToPath(new URL('../../../events/', import.meta.url));

const nameOf = (path: string): string => path.replaceAll('\\', '/').replace(/\.\w+$/, '');

/** The samples of `events/` by their names, such as `shopline/create`. */
function samples(): ReadonlyMap<string, string> {
  const files = readdirSync(EVENTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?!changes).*[/\\].*\.(?:json|txt)$/.test(file),
  );
  return new Map(files.toSorted().map((file) => [nameOf(file), `${EVENTS}${file}`]));
}

const sampleNames = (): readonly string[] => [...samples().keys()];

/**
 * The file of a sample. Its folder may be left out where only one sample has the name: `typeform`.
 *
 * @throws UsageError no sample, or several samples have this name.
 */
function sampleFile(asked: string, terminal: Pick<Terminal, 'env'>): string {
  const name = nameOf(asked).replace(/^(?:\.\/)?events\//, '');
  const all = samples();
  const names = all.has(name) ? [name] : [...all.keys()].filter((one) => one.endsWith(`/${name}`));
  if (names.length > 1)
    throw new UsageError(`Several samples have this name: ${names.join(', ')}.`);
  const file = all.get(names[0] ?? '');
  if (file !== undefined) return file;
  const near = similarTo(name, [...all.keys()]);
  throw new UsageError(
    [
      `There is no sample ${JSON.stringify(name.slice(0, MAX_NAME))}.`,
      ...(near.length > 0 ? [`Did you mean ${near.join(' or ')}?`] : []),
      `To see all: ${commandLine(terminal, 'trigger')}`,
    ].join(' '),
  );
}

/** Longer names are no slip of a few letters. */
const MAX_NAME = 60;

/**
 * The samples whose name, with or without its folder, is nearest. Commander suggests commands in the same way, and exports
 * no function for that.
 */
function similarTo(name: string, known: readonly string[]): readonly string[] {
  if (name === '' || name.length > MAX_NAME) return [];
  const program = new Command()
    .exitOverride()
    .helpCommand(false)
    .configureOutput({ outputError: () => undefined });
  const names = new Set(known.flatMap((one) => [one, one.replace(/^.*\//, '')]));
  for (const one of names) program.command(one);
  try {
    program.parse(['--', name], { from: 'user' });
  } catch (error) {
    const [, found] = /\(Did you mean (?:one of )?(.*)\?\)/.exec(String(error)) ?? [];
    const near = found?.split(', ') ?? [];
    return known.filter((one) => near.some((part) => one === part || one.endsWith(`/${part}`)));
  }
  return [];
}
