import type { ArchiveImportReport } from '../../letters/import-archive.ts';
import type { ImportReport } from '../../dead-letters/import.ts';
import { counted } from '../output/format.ts';

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
