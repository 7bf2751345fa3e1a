import { importArchive } from '../../letters/import-archive.ts';
import { importLetters } from '../../dead-letters/import.ts';
import { openArchive } from './open-archive.ts';
import type { CommandContext } from '../command-context.ts';
import { openProgress } from '../output/progress.ts';
import { UsageError } from '../usage-error.ts';
import { describeImport, type Imported } from './describe-imported.ts';
import type { AddDlqCommand } from './dlq-commands.ts';
import { readLines } from './letter-file.ts';
import { openQueue, openReading } from './open-letters.ts';
import { parseSelection, type SelectionOptions } from './selection-options.ts';
import { withSelection } from './with-selection.ts';

interface Options extends SelectionOptions {
  readonly archive?: boolean;
  readonly remove?: boolean;
  readonly json?: boolean;
}

export const addImportCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('import'))
    .summary('put letters of a file or of the archive back into the dead-letter queue')
    .description(
      'Puts letters back into the dead-letter queue, body and attributes to the byte, where they have their whole time again. What is there already is left out: repeating it changes nothing.',
    )
    .argument('[file]', 'that dlq export or dlq discard wrote')
    .option('--archive', 'from the archive instead; the options of selection are for it')
    .option('--remove', 'take them out of the archive, once they are in the queue')
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq import letters.jsonl
  signup-relay dlq import --archive --store tw-main --since 90d

Exit codes: 0 done, 1 some lines are broken or were not taken, 2 wrong usage.`,
    )
    .action(async (file: string | undefined, options: Options) => {
      const { terminal, finish } = context;
      const report = await importFrom(file, options, context);
      if (options.json === true) terminal.print(JSON.stringify(report, undefined, 2));
      else terminal.print(describeImport(report, file));
      const { broken, refused, complete, stopped } = report;
      finish(broken.length + refused.length === 0 && complete && !stopped ? 0 : 1);
    });
};

async function importFrom(
  file: string | undefined,
  { archive = false, remove = false, ...options }: Options,
  context: CommandContext,
): Promise<Imported> {
  if ((file === undefined) !== archive) throw new UsageError('Name a file, or say --archive.');
  const { json: _, ...selection } = options;
  if (file !== undefined && (remove || Object.keys(selection).length > 0)) {
    throw new UsageError('A file is imported as a whole: these options are for --archive.');
  }
  const { terminal } = context;
  const deps = { ...openReading(context), queue: openQueue(context) };
  const bar = openProgress(terminal, 'import', 0);
  const onProgress = ({ done, total }: { readonly done: number; readonly total?: number }): void =>
    bar.advance(done, total);
  const running =
    file === undefined
      ? importArchive(
          parseSelection(options, terminal.now()),
          { remove },
          { ...deps, archive: openArchive(context) },
          onProgress,
        )
      : importLetters({ ...deps, lines: readLines(file) }, onProgress);
  return running.finally(bar.end);
}
