import type { Archive } from '../ports.ts';
import { type ArchivedKey, archivePrefix, mayBeSelected, readArchiveKey } from './key.ts';
import { isSelected, type Selection, toLetter } from '../letter.ts';
import { fromLine } from '../file-format.ts';

/** One object of the archive. */
export interface ArchivedLetter {
  readonly key: string;
  /** As `toLine` wrote it; absent where the object holds no letter. */
  readonly line?: string;
}

/** How many objects are read side by side. */
const AT_ONCE = 10;

/** What may be in the archive of a selection, by the keys alone: nothing is read. @throws WaitError */
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

/** The archived letters that are meant, each read from its object; at most the limit. @throws WaitError */
export async function* readArchive(
  selection: Selection,
  archive: Archive,
): AsyncGenerator<ArchivedLetter> {
  let left = selection.limit ?? Infinity;
  let keys: string[] = [];
  const read = async (): Promise<readonly ArchivedLetter[]> => {
    const texts = await Promise.all(keys.map((key) => archive.get(key)));
    const letters = keys.flatMap((key, at) => meant(key, texts[at], selection) ?? []);
    keys = [];
    return letters.slice(0, left);
  };
  for await (const { key } of listArchive(selection, archive)) {
    keys.push(key);
    if (keys.length < AT_ONCE) continue;
    const letters = await read();
    yield* letters;
    left -= letters.length;
    if (left <= 0) return;
  }
  yield* await read();
}

/** @returns undefined where the object is gone, or its letter is not meant. */
function meant(
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
