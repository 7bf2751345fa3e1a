import { checkIdsInLines, importArchive, importLetters } from '../../dead-letters/import.ts';
import { discardLetters, type DiscardReport, exportLetters } from '../../dead-letters/write.ts';
import type { OnProgress } from '../../dead-letters/reading/session.ts';
import type { CommandContext } from '../command-context.ts';
import { printJson } from '../output/json.ts';
import { openProgress } from '../output/progress.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { agesFrom } from './ages-from.ts';
import {
  describeDiscard,
  describeExport,
  describeImport,
  discardJson,
  type Imported,
} from './describe-written.ts';
import type { AddDlqCommand } from '../command-context.ts';
import { closing, createLetterFile, type LetterFile, readLines } from './letter-file.ts';
import { openArchive } from './open-archive.ts';
import { openSignupsQueue, openReading } from './open-letters.ts';
import {
  ALL_OPTION,
  isFiltered,
  parseSelection,
  requireFilter,
  type SelectionOptions,
  withSelection,
} from './selection-options.ts';
import { refuseUnknown, refuseUnknownAmong } from './unknown-names.ts';

interface ExportOptions extends SelectionOptions {
  readonly remove?: boolean;
  readonly append?: boolean;
  readonly json?: boolean;
}

export const addExportCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('export'))
    .summary('write letters to a file')
    .description(
      'Writes letters to a file, one JSON document on each line, with body and attributes unchanged. They stay in the queue unless you add --remove.',
    )
    .argument('<file>', 'new file; only you can read it')
    .option('--remove', 'remove the letters from the queue after they are on the disk')
    .option('--append', 'add to an existing file')
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq export letters.jsonl --since 7d
  npx signup-relay --stage prod dlq export expiring.jsonl --limit 100 --remove

Exit codes: 0 done, 1 some letters were not removed or not seen, 2 could not run.
The file holds personal data.`,
    )
    .action(async (name: string, options: ExportOptions) => {
      const { terminal, finish } = context;
      const selection = parseSelection(options, await agesFrom(options, context));
      await refuseUnknownAmong(selection, context);
      const sink = createLetterFile(name, options.append === true);
      const bar = openProgress(terminal, 'export', 0);
      const report = await closing(sink, () =>
        exportLetters(
          selection,
          { remove: options.remove === true },
          { ...openReading(context), sink },
          ({ phase, done, total }) => {
            // The first of two readings, which finds the letters of a limit, must not fill the bar.
            if (phase !== 'reading' || options.limit === undefined) bar.advance(done, total);
          },
        ).finally(bar.end),
      );
      if (report.selected === 0) await refuseUnknown(selection, context);
      const { left, complete, stopped } = report;
      if (options.json === true) {
        const json = { ...report, left: left.map(({ messageId }) => messageId), file: name };
        printJson(terminal, json);
      } else terminal.print(describeExport(report, name, options.remove === true));
      finish(left.length === 0 && (complete || stopped === 'limit') ? 0 : 1);
    });
};

interface DiscardOptions extends SelectionOptions {
  readonly all?: boolean;
  readonly why?: string;
  readonly execute?: boolean;
  readonly to?: string;
  /** False with --no-copy. */
  readonly copy: boolean;
  readonly json?: boolean;
}

export const addDiscardCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('discard'))
    .summary('delete letters and keep a copy; dry run unless --execute')
    .description(
      'Deletes letters that will never be replayed. Writes each to a file first, so that dlq import can bring it back.',
    )
    .option('--why <text>', 'reason, kept in the copy')
    .option('--execute', 'delete the letters; without it nothing changes')
    .option(...ALL_OPTION)
    .option('--to <file>', 'file for the copy (default: discarded-<time>.jsonl in this folder)')
    .option('--no-copy', 'keep no copy: the letters cannot be brought back')
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq discard --reason invalid_json --why "test posts of the form builder"
  npx signup-relay --stage prod dlq discard --id pos-101-000042 --why "a duplicate" --execute

Exit codes: 0 done, 1 some letters were not removed or not seen, 2 could not run.`,
    )
    .action(async (options: DiscardOptions) => {
      const { terminal, finish } = context;
      requireFilter(options);
      const name = nameOf(options, terminal);
      const file = fileOf(options, name);
      const report = await closing(file, () => discard(options, file, context));
      const copy = file?.isUsed() === true ? name : undefined;
      if (options.json === true) {
        printJson(terminal, discardJson(report, copy));
      } else terminal.print(describeDiscard(report, copy, terminal, isFiltered(options)));
      const isDone = report.left.length === 0 && (report.complete || report.stopped === 'limit');
      finish(isDone ? 0 : 1);
    });
};

const nameOf = ({ to }: DiscardOptions, { now }: Terminal): string =>
  to ?? `discarded-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

function fileOf({ copy, to }: DiscardOptions, name: string): LetterFile | undefined {
  if (copy) return createLetterFile(name, false);
  if (to !== undefined) throw new UsageError('Use either --to or --no-copy, not both.');
  return undefined;
}

async function discard(
  options: DiscardOptions,
  sink: LetterFile | undefined,
  context: Parameters<AddDlqCommand>[1],
): Promise<DiscardReport> {
  const { terminal } = context;
  const why = options.why?.trim() ?? '';
  if (why === '') throw new UsageError('Add the reason: --why "<text>".');
  const selection = parseSelection(options, await agesFrom(options, context));
  await refuseUnknownAmong(selection, context);
  const bar = openProgress(terminal, 'discard', 0);
  const report = await discardLetters(
    selection,
    { why, execute: options.execute === true },
    { ...openReading(context), ...(sink && { sink }) },
    ({ phase, done, total }) => {
      const isFirstReading = options.execute === true && options.limit !== undefined;
      if (phase !== 'reading' || !isFirstReading) bar.advance(done, total);
    },
  ).finally(bar.end);
  if (report.selected === 0) await refuseUnknown(selection, context);
  return report;
}

interface ImportOptions extends SelectionOptions {
  readonly archive?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export const addImportCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('import'))
    .summary('put letters from a file or the archive back into the dead-letter queue')
    .description(
      'Puts letters back into the dead-letter queue, with body and attributes unchanged. They have the full 14 days again. Letters that are already in the queue are skipped, so you can run it twice.',
    )
    .argument('[file]', 'file from dlq export or dlq discard')
    .option('--archive', 'import from the archive instead of a file')
    .option('--remove', 'remove the letters from the archive after they are in the queue')
    .addHelpText(
      'after',
      `
Examples:
  npx signup-relay --stage prod dlq import letters.jsonl
  npx signup-relay --stage prod dlq import --archive --store tw-main --since 90d

The options that select letters work for a file and for the archive. Nothing is imported unless the whole queue was
read: letters that another command is reading could be in the queue twice.
Exit codes: 0 done, 1 some lines are broken, or letters were not accepted or not seen, 2 could not run.`,
    )
    .action(async (file: string | undefined, options: ImportOptions) => {
      const { terminal, finish } = context;
      const report = await importFrom(file, options, context);
      if (options.json === true) printJson(terminal, report);
      else terminal.print(describeImport(report, file));
      const { read, broken, refused, complete, stopped } = report;
      if (read === 0 && broken.length === 0 && complete)
        await refuseUnknown(parseSelection(options, terminal.now()), context);
      finish(broken.length + refused.length === 0 && complete && !stopped ? 0 : 1);
    });
};

const BEFORE_LONG_LINE =
  ' Letters of the lines before it can be in the queue by now: another import skips them.';

async function importFrom(
  file: string | undefined,
  { archive = false, remove = false, ...options }: ImportOptions,
  context: CommandContext,
): Promise<Imported> {
  if ((file === undefined) !== archive) throw new UsageError('Name a file or add --archive.');
  if (file !== undefined && remove) throw new UsageError('--remove works with --archive only.');
  const deps = { ...openReading(context), queue: openSignupsQueue(context) };
  const selection = parseSelection(options, await agesFrom(options, context));
  if (file === undefined) await refuseUnknownAmong(selection, context);
  else await checkIdsInLines(selection, () => readLines(file));
  const reading = openProgress(context.terminal, 'read', 0);
  const bar = openProgress(context.terminal, 'import', 0);
  const onProgress: OnProgress = ({ phase, done, total }) => {
    if (phase === 'reading') return reading.advance(done, total);
    reading.end();
    bar.advance(done, total);
  };
  const running =
    file === undefined
      ? importArchive(selection, { remove }, { ...deps, archive: openArchive(context) }, onProgress)
      : importLetters(readLines(file, BEFORE_LONG_LINE), { ...deps, selection }, onProgress);
  return running.finally(() => {
    reading.end();
    bar.end();
  });
}
