import type { DiscardReport } from '../../letters/discard-letters.ts';
import type { WriteReport } from '../../dead-letters/write.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { letterJson } from './describe-list.ts';
import { counted, INCOMPLETE } from '../output/format.ts';

/** @param copy the file that holds the copies. */
export function describeDiscard(
  report: DiscardReport,
  copy: string | undefined,
  screen: Pick<Terminal, 'columns'>,
): string {
  const { dryRun, selected } = report;
  if (selected === 0) return ['No dead letter is selected.', ...ends(report)].join('\n\n');
  if (!dryRun) {
    const kept =
      copy === undefined
        ? 'No copy was kept.'
        : `Copies are in ${copy}: personal data. Delete the file when nobody needs it; dlq import brings the letters back.`;
    return [`Discarded ${counted(report.removed, 'letter')}. ${kept}`, ...ends(report)].join(
      '\n\n',
    );
  }
  const groups = Map.groupBy(report.letters, ({ reason, store = '–' }) => `${reason} ${store}`);
  const rows = [...groups.values()].map((letters) => [
    letters[0]?.reason ?? '',
    letters[0]?.store ?? '–',
    String(letters.length),
  ]);
  return [
    `Dry run: --execute would discard ${counted(selected, 'letter')}. Nothing was changed.`,
    table(COLUMNS, rows, screen),
    ...ends(report),
  ].join('\n\n');
}

const COLUMNS = [
  { title: 'reason' },
  { title: 'store' },
  { title: 'letters', align: 'right' },
] as const;

export function describeExport(report: WriteReport, file: string, remove: boolean): string {
  const { written, removed, selected } = report;
  if (selected === 0) return ['No dead letter is selected.', ...ends(report)].join('\n\n');
  const stay = remove
    ? `${removed} of them are out of the queue.`
    : 'They are in the queue as well; --remove takes them out.';
  return [
    `Wrote ${counted(written, 'letter')} to ${file}: personal data, readable for you only. ${stay}`,
    ...ends(report),
  ].join('\n\n');
}

const ends = ({ left, stopped, complete }: WriteReport): readonly string[] => [
  ...(left.length > 0
    ? [`Could not be removed: ${left.length}. They are in the queue and in the file; try again.`]
    : []),
  ...(stopped === 'limit' ? ['More letters are selected than --limit lets through.'] : []),
  ...(stopped === 'signal' ? ['Interrupted. What is not counted here was left alone.'] : []),
  ...(complete || stopped !== undefined ? [] : [INCOMPLETE]),
];

/** The same for programs. */
export const discardJson = (report: DiscardReport, copy?: string): object => ({
  ...report,
  letters: report.letters.map(letterJson),
  left: report.left.map(({ messageId }) => messageId),
  ...(copy !== undefined && { copy }),
});
