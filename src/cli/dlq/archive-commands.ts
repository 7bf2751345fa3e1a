import { jsonText } from '../../util/harmless.ts';
import type { Command } from 'commander';
import { archiveLetters } from '../../dead-letters/archive/archive.ts';
import type { AddCommands, CommandContext, OutputOptions } from '../command-context.ts';
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
import { refuseUnknown } from './unknown-names.ts';

interface ArchiveNowOptions extends Omit<SelectionOptions, 'limit'>, OutputOptions {
  readonly within: string;
  readonly execute?: boolean;
}

const HOUR_MS = 3_600_000;
/** Same limit as the alarm `expiring-letters`. */
const EXPIRING_MS = 48 * HOUR_MS;

/** `archive list | now`. */
export const addArchiveCommands: AddCommands = (program, context) => {
  const archive = program
    .command('archive')
    .summary('keep dead letters longer than SQS does')
    .description(
      'Lists the archive, and moves expiring dead letters into it. The archive is an S3 bucket.',
    );

  withSelection(archive.command('list'))
    .summary('count archived letters')
    .description('Counts archived letters by store and reason. Does not read the letters.')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXAMPLES.list)
    .action(async (options: SelectionOptions & OutputOptions) => {
      const { terminal } = context;
      const archived = openArchive(context);
      const selection = parseSelection(options, await agesFrom(options, context));
      const list = await listArchived(selection, archived);
      if (list.total === 0) await refuseUnknown(selection, context);
      terminal.print(options.json === true ? jsonText(list) : describeArchived(list, terminal));
    });

  withSelection(archive.command('now'))
    .summary('move expiring dead letters into the archive now')
    .description(
      'Moves dead letters that expire soon into the archive. The function archive does the same every hour. A letter leaves the queue only after S3 has confirmed its copy. Without --execute this is a dry run.',
    )
    .option('--source <name>', 'only this source; can be repeated', collect)
    .option('--id <id>', 'only this event id or message id; can be repeated', collect)
    .option('--within <hours>', 'only letters that expire within this many hours', '72')
    .option('--execute', 'move the letters')
    .option('--json', 'print JSON instead of tables')
    .addHelpText('after', EXAMPLES.now)
    .action(async (options: ArchiveNowOptions) => moveNow(options, context));
};

const withSelection = (command: Command): Command =>
  command
    .option('--reason <code>', 'only this reason; can be repeated', collect)
    .option('--store <name>', 'only this store; can be repeated', collect)
    .option('--since <time>', 'only dead letters since then: 3d, 2026-09-15, …')
    .option('--until <time>', 'only dead letters before then');

async function moveNow(options: ArchiveNowOptions, context: CommandContext): Promise<void> {
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
  if (report.due === 0) await refuseUnknown(selection, context);
  terminal.print(
    options.json === true
      ? jsonText(archivingJson(report, execute))
      : describeArchiving(report, { hours, execute }, terminal),
  );
  finish(!report.complete || (execute && report.archived < report.due) ? 1 : 0);
}

const EXAMPLES = {
  list: `
Days are in UTC. Exit codes: 0 done, 2 could not run.

  npx signup-relay archive list --stage prod
  npx signup-relay archive list --stage prod --store tw-main --since 30d --json`,
  now: `
Exit codes: 0 done, 1 some letters were not moved or not seen, 2 could not run.

  npx signup-relay archive now --stage prod
  npx signup-relay archive now --stage prod --within 336 --reason rejected --execute`,
};
