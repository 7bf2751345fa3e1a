import type { Archive } from '../ports.ts';
import {
  type ArchivedKey,
  archivePrefix,
  CORRECTED,
  mayBeSelected,
  readArchiveKey,
} from './key.ts';
import { isSelected, type Selection, toLetter } from '../letter.ts';
import { fromLine } from '../file-format.ts';

/** One object of the archive. */
export interface ArchivedLetter {
  readonly key: string;
  /** The line of `toLine`; absent if the object holds no dead letter. */
  readonly line?: string;
}

/** Objects that are read in parallel. */
const PARALLEL_READS = 10;

/** Keys of letters that may be selected. Reads no object. @throws WaitError */
export async function* listArchive(
  selection: Selection,
  archive: Archive,
): AsyncGenerator<ArchivedKey> {
  for await (const keys of archive.list(archivePrefix(selection))) {
    for (const key of keys) {
      const read = readArchiveKey(key);
      if (read !== undefined && mayBeSelected(read, selection)) yield read;
    }
  }
}

/**
 * Reads the selected letters, at most as many as the limit. A corrected letter is read only if its id is selected: its
 * corrected event is on its way already.
 *
 * @throws WaitError
 */
export async function* readArchive(
  selection: Selection,
  archive: Archive,
): AsyncGenerator<ArchivedLetter> {
  let left = selection.limit ?? Infinity;
  let keys: string[] = [];
  const read = async (): Promise<readonly ArchivedLetter[]> => {
    const texts = await Promise.all(keys.map((key) => archive.get(key)));
    const letters = keys.flatMap((key, at) => selectedLetter(key, texts[at], selection) ?? []);
    keys = [];
    return letters.slice(0, left);
  };
  for await (const { key, reason } of listArchive(selection, archive)) {
    if (reason === CORRECTED && selection.ids === undefined) continue;
    keys.push(key);
    if (keys.length < PARALLEL_READS) continue;
    const letters = await read();
    yield* letters;
    left -= letters.length;
    if (left <= 0) return;
  }
  yield* await read();
}

/** @returns undefined if the object is gone or its letter is not selected. */
function selectedLetter(
  key: string,
  text: string | undefined,
  selection: Selection,
): ArchivedLetter | undefined {
  if (text === undefined) return undefined;
  const line = text.trimEnd();
  const written = fromLine(line);
  if (written === undefined) return { key };
  const letter = toLetter({ ...written, receipt: '' }, 0);
  return isSelected(letter, selection) ? { key, line } : undefined;
}
