import { discardLetters, type DiscardReport } from '../../letters/discard-letters.ts';
import { openProgress } from '../output/progress.ts';
import { agesFrom } from './ages-from.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { describeDiscard, discardJson } from './describe-written.ts';
import type { AddDlqCommand } from './dlq-commands.ts';
import { closing, createLetterFile, type LetterFile } from './letter-file.ts';
import { openReading } from './open-letters.ts';
import { parseSelection, type SelectionOptions } from './selection-options.ts';
import { withSelection } from './with-selection.ts';

interface Options extends SelectionOptions {
  readonly why?: string;
  readonly execute?: boolean;
  readonly to?: string;
  /** False with --no-copy. */
  readonly copy: boolean;
  readonly json?: boolean;
}

export const addDiscardCommand: AddDlqCommand = (dlq, context) => {
  withSelection(dlq.command('discard'))
    .summary('remove letters for good, and keep a copy; a dry run unless --execute')
    .description(
      'Removes letters that nobody will replay. Each is written to a file first, so that dlq import can bring it back.',
    )
    .option('--why <text>', 'stands in the copy, for whoever asks later')
    .option('--execute', 'discard; without it nothing is changed')
    .option('--to <file>', 'the copy (default: discarded-<time>.jsonl in this folder)')
    .option('--no-copy', 'keep no copy: these letters are gone')
    .addHelpText(
      'after',
      `
Examples:
  signup-relay dlq discard --reason invalid_json --why "test posts of the form builder"
  signup-relay dlq discard --id pos-101-000042 --why "a duplicate" --execute

Exit codes: 0 done, 1 some letters could not be removed or seen, 2 wrong usage.`,
    )
    .action(async (options: Options) => {
      const { terminal, finish } = context;
      const name = nameOf(options, terminal);
      const file = fileOf(options, name);
      const report = await closing(file, () => discard(options, file, context));
      const copy = file?.isUsed() === true ? name : undefined;
      if (options.json === true) {
        terminal.print(JSON.stringify(discardJson(report, copy), undefined, 2));
      } else terminal.print(describeDiscard(report, copy, terminal));
      const isDone = report.left.length === 0 && (report.complete || report.stopped === 'limit');
      finish(isDone ? 0 : 1);
    });
};

const nameOf = ({ to }: Options, { now }: Terminal): string =>
  to ?? `discarded-${new Date(now()).toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

function fileOf({ copy, to }: Options, name: string): LetterFile | undefined {
  if (copy) return createLetterFile(name, false);
  if (to !== undefined) throw new UsageError('Say either --to or --no-copy, not both.');
  return undefined;
}

async function discard(
  options: Options,
  sink: LetterFile | undefined,
  context: Parameters<AddDlqCommand>[1],
): Promise<DiscardReport> {
  const { terminal } = context;
  const why = options.why?.trim() ?? '';
  if (why === '') throw new UsageError('Say why these letters are discarded: --why "<text>".');
  const bar = openProgress(terminal, 'discard', 0);
  return discardLetters(
    parseSelection(options, await agesFrom(options, context)),
    { why, execute: options.execute === true },
    { ...openReading(context), ...(sink && { sink }) },
    ({ done, total }) => bar.advance(done, total),
  ).finally(bar.end);
}
