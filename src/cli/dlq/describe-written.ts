import type { ArchiveImportReport, ImportReport } from '../../dead-letters/import.ts';
import type { DiscardReport, WriteReport } from '../../dead-letters/write.ts';
import { counted, INCOMPLETE } from '../output/format.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../terminal.ts';
import { letterJson } from './describe-list.ts';

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

export type Imported = ImportReport | ArchiveImportReport;

/** @param file where the letters came from; the archive where it is absent. */
export function describeImport(report: Imported, file?: string): string {
  const { imported, alreadyThere, broken, refused, stopped, complete } = report;
  const noun = file === undefined ? 'Objects' : 'Lines';
  return [
    `Imported ${counted(imported, 'letter')} from ${file ?? 'the archive'}; ${alreadyThere} were in the queue already.`,
    ...('removed' in report && report.removed > 0
      ? [`Removed from the archive: ${report.removed}`]
      : []),
    ...(broken.length > 0 ? [`${noun} that hold no letter: ${some(broken)}`] : []),
    ...(refused.length > 0
      ? [
          `${noun} that the queue did not take: ${some(refused)}. Import again: only these are sent.`,
        ]
      : []),
    ...(stopped ? ['Interrupted. Import again: what is there already is left out.'] : []),
    ...(complete
      ? []
      : ['Not all of the queue could be seen before: some letters may be there twice.']),
  ].join('\n\n');
}

const SHOWN = 20;

const some = (places: readonly (number | string)[]): string =>
  [
    ...places.slice(0, SHOWN).map(String),
    ...(places.length > SHOWN ? [`and ${places.length - SHOWN} more`] : []),
  ].join(', ');
