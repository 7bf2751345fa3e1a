import { madeOf } from '../output/json.ts';
import type { ArchiveImportReport, ImportReport } from '../../dead-letters/import.ts';
import type { DiscardReport, WriteReport } from '../../dead-letters/write.ts';
import { commandLine, INCOMPLETE, INTERRUPTED } from '../output/format.ts';
import { counted } from '../../util/counted.ts';
import { type Screen, table } from '../output/table.ts';
import { harmless } from '../../util/harmless.ts';
import { letterJson } from './describe-list.ts';

/**
 * @param copy the file with the copies.
 * @param isFiltered whether an option selects letters; without one, `--execute` needs `--all`.
 */
export function describeDiscard(
  report: DiscardReport,
  copy: string | undefined,
  screen: Pick<Screen, 'columns' | 'env'>,
  isFiltered = true,
): string {
  const { dryRun, selected } = report;
  if (selected === 0) return noneOf(report);
  if (!dryRun) {
    const kept =
      copy === undefined
        ? 'No copy was kept.'
        : `A copy is in ${copy}. It holds personal data: delete the file when you do not need it any more. To undo: ${commandLine(screen, `dlq import ${copy}`)}`;
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
    `Dry run: ${isFiltered ? '' : '--all '}--execute would discard ${counted(selected, 'letter')}. Nothing was changed.`,
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
  if (selected === 0) return noneOf(report);
  const rest = remove
    ? `Removed from the queue: ${removed}.`
    : 'The letters are still in the queue; --remove takes them out.';
  return [
    `Wrote ${counted(written, 'letter')} to ${file}. The file holds personal data; only you can read it. ${rest}`,
    ...ends(report),
  ].join('\n\n');
}

/** Where no letter was selected. */
const noneOf = (report: WriteReport): string =>
  report.stopped === 'signal'
    ? INTERRUPTED
    : ['No matching dead letters.', ...ends(report)].join('\n\n');

const ends = ({ left, stopped, complete }: WriteReport): readonly string[] => [
  ...(left.length > 0
    ? [`Not removed: ${left.length}. These are in the file and still in the queue. Try again.`]
    : []),
  ...(stopped === 'limit' ? ['More letters match than --limit allows.'] : []),
  ...(stopped === 'signal'
    ? ['Interrupted. Letters that are not counted here were not changed.']
    : []),
  ...(complete || stopped !== undefined ? [] : [INCOMPLETE]),
];

/** The same as JSON, for `printJson`. */
export const discardJson = (report: DiscardReport, copy?: string): object => ({
  ...report,
  letters: madeOf(report.letters, letterJson),
  left: report.left.map(({ messageId }) => messageId),
  ...(copy !== undefined && { copy }),
});

export type Imported = ImportReport | ArchiveImportReport;

/** @param file the file that was imported; absent for the archive. */
export function describeImport(report: Imported, file?: string): string {
  const { imported, alreadyThere, broken, refused, stopped, complete } = report;
  const noun = file === undefined ? 'Objects' : 'Lines';
  if (stopped && !complete) return 'Interrupted before anything was imported. Run it again.';
  return [
    `Imported ${counted(imported, 'letter')} from ${file ?? 'the archive'}. Already in the queue: ${alreadyThere}.`,
    ...('removed' in report && report.removed > 0
      ? [`Removed from the archive: ${report.removed}`]
      : []),
    ...(broken.length > 0 ? [`${noun} that are not a letter: ${some(broken)}`] : []),
    ...(refused.length > 0
      ? [
          `${noun} that the queue did not accept: ${some(refused)}. Run it again: it sends only these. What is refused again is too long, or has attributes that SQS does not take.`,
        ]
      : []),
    ...(stopped
      ? ['Interrupted. Run it again: it skips letters that are already in the queue.']
      : []),
    ...(complete
      ? []
      : [
          'Nothing was imported: not all dead letters were seen, so some could be in the queue twice. Another command or function is reading some. Try again in a few minutes.',
        ]),
  ].join('\n\n');
}

const SHOWN = 20;

const some = (places: readonly (number | string)[]): string =>
  [
    ...places.slice(0, SHOWN).map((place) => harmless(String(place))),
    ...(places.length > SHOWN ? [`and ${places.length - SHOWN} more`] : []),
  ].join(', ');
