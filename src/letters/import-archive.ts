import type { Archive } from '../relay/archive-port.ts';
import type { Queue } from '../message/queue-port.ts';
import { importLetters, type ImportReport } from '../dead-letters/import.ts';
import type { OnProgress } from '../dead-letters/reading/progress.ts';
import { readArchive } from '../dead-letters/archive/read.ts';
import type { ReadDeps } from './read-deps.ts';
import type { Selection } from './selection.ts';

export interface ArchiveImportReport extends Omit<ImportReport, 'broken' | 'refused'> {
  /** Keys of objects that the queue did not take; importing again tries only these. */
  readonly refused: readonly string[];
  /** Keys of objects that hold no letter. They stay. */
  readonly broken: readonly string[];
  /** Objects that are gone from the archive. */
  readonly removed: number;
}

interface ArchiveImportDeps extends ReadDeps {
  readonly queue: Queue;
  readonly archive: Archive;
}

/**
 * Brings archived letters back into the dead-letter queue, body and attributes to the byte, where they have their whole
 * time again. With `remove` the objects go, each after SQS has confirmed its letter.
 *
 * @throws WaitError the queue or the archive cannot be reached.
 */
export async function importArchive(
  selection: Selection,
  { remove }: { readonly remove: boolean },
  { archive, ...deps }: ArchiveImportDeps,
  onProgress?: OnProgress,
): Promise<ArchiveImportReport> {
  const keys: string[] = [];
  const broken: string[] = [];
  async function* lines(): AsyncGenerator<string> {
    for await (const { key, line } of readArchive(selection, archive)) {
      if (line === undefined) {
        broken.push(key);
        continue;
      }
      keys.push(key);
      yield line;
    }
  }
  const report = await importLetters({ ...deps, lines: lines() }, onProgress);
  const numbers = new Set(report.refused);
  const refused = keys.filter((_, at) => numbers.has(at + 1));
  // After Ctrl-C a line may have been read and not been dealt with.
  const done = keys.slice(0, report.read).filter((_, at) => !numbers.has(at + 1));
  const removed = remove && done.length > 0 ? await archive.remove(done) : new Set();
  return { ...report, broken, refused, removed: removed.size };
}
