import type { Command } from 'commander';
import { archiveLetters } from '../../dead-letters/archive/archive.ts';
import type { AddCommands, CommandContext } from '../command-context.ts';
import { agesFrom } from './ages-from.ts';
import { openReading } from './open-letters.ts';
import { collect, parseCount, parseSelection, type SelectionOptions } from './selection-options.ts';
import { openProgress } from '../output/progress.ts';
import {
  archivingJson,
  describeArchived,
  describeArchiving,
  listArchived,
} from './describe-archive.ts';
import { openArchive } from './open-archive.ts';

interface Output {
  readonly json?: boolean;
}

interface NowOptions extends Omit<SelectionOptions, 'limit'>, Output {
  readonly within: string;
  readonly execute?: boolean;
}

const HOUR_MS = 3_600_000;
/** As the alarm on expiring letters. */
const EXPIRING_MS = 48 * HOUR_MS;

/** `archive list | now`. */
export const addArchiveCommands: AddCommands = (program, context) => {
  const archive = program
    .command('archive')
    .summary('dead letters that were kept before SQS deleted them')
    .description('Dead letters that were kept in a bucket before SQS deleted them.');

  withSelection(archive.command('list'))
    .summary('what is in the archive')
    .description('Counts archived letters by store and reason. No letter is read.')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXAMPLES.list)
    .action(async (options: SelectionOptions & Output) => {
      const { terminal } = context;
      const archived = openArchive(context);
      const selection = parseSelection(options, await agesFrom(options, context));
      const list = await listArchived(selection, archived);
      terminal.print(
        options.json === true
          ? JSON.stringify(list, undefined, 2)
          : describeArchived(list, terminal),
      );
    });

  withSelection(archive.command('now'))
    .summary('move expiring dead letters into the archive now')
    .description(
      'Moves dead letters that expire soon into the archive, as the function archive does every hour: the object first, and when S3 has confirmed it, the letter goes. A dry run unless --execute.',
    )
    .option('--source <name>', 'only this source; may be repeated', collect)
    .option('--id <id>', 'only this event id or message id; may be repeated', collect)
    .option('--within <hours>', 'only what expires within so many hours', '72')
    .option('--execute', 'do it')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXAMPLES.now)
    .action(async (options: NowOptions) => moveNow(options, context));
};

const withSelection = (command: Command): Command =>
  command
    .option('--reason <code>', 'only this reason; may be repeated', collect)
    .option('--store <name>', 'only this store; may be repeated', collect)
    .option('--since <time>', 'only what became a dead letter then or later: 3d, 2026-09-15, …')
    .option('--until <time>', 'only what became a dead letter before then');

async function moveNow(options: NowOptions, context: CommandContext): Promise<void> {
  const { terminal, finish } = context;
  const hours = parseCount('--within', options.within, 1);
  const selection = parseSelection(options, await agesFrom(options, context));
  const archive = openArchive(context);
  const execute = options.execute === true;
  const progress = openProgress(terminal, 'Reading', 0);
  const report = await archiveLetters(
    {
      selection,
      withinMs: hours * HOUR_MS,
      expiringMs: EXPIRING_MS,
      ...(execute && { archive }),
    },
    openReading(context),
    ({ done, total }) => progress.advance(done, total),
  ).finally(progress.end);
  terminal.print(
    options.json === true
      ? JSON.stringify(archivingJson(report, execute), undefined, 2)
      : describeArchiving(report, { hours, execute }, terminal),
  );
  finish(!report.complete || (execute && report.archived < report.due) ? 1 : 0);
}

const EXAMPLES = {
  list: `
Days are in UTC. Exit codes: 0 done, 2 wrong usage.

  signup-relay archive list --stage prod
  signup-relay archive list --stage prod --store tw-main --since 30d --json`,
  now: `
Exit codes: 0 done, 1 letters could not be moved or not all could be seen, 2 wrong usage.

  signup-relay archive now --stage prod
  signup-relay archive now --stage prod --within 336 --reason rejected --execute`,
};
