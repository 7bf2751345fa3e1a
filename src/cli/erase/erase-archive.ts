import type { PrepareDeps } from '../../consume/prepare.ts';
import { readArchiveKey } from '../../dead-letters/archive/key.ts';
import { fromLine } from '../../dead-letters/file-format.ts';
import type { Archive } from '../../relay/archive-port.ts';
import { countFound, type Erased, type EraseMode } from './erased.ts';
import { isMeant } from './erase-dead-letters.ts';
import { type Found, findInLetter, isNamedInText } from './find-in-letter.ts';
import type { Person } from './person.ts';

/** Removes a person's letters from the archive; looks into every object. @throws WaitError it cannot be reached. */
export async function eraseArchive(
  person: Person,
  mode: EraseMode & { readonly store?: string },
  {
    archive,
    signal,
    ...deps
  }: PrepareDeps & { readonly archive: Archive; readonly signal: AbortSignal },
): Promise<Erased> {
  const all: Found[] = [];
  let removed = 0;
  for await (const keys of archive.list('')) {
    if (signal.aborted) return { ...countFound(all, mode), removed, complete: false };
    const theirs: string[] = [];
    for (const key of keys.filter((one) => isMeant(readArchiveKey(one)?.store, mode.store))) {
      const found = await findInLine((await archive.get(key)) ?? '', person, deps);
      all.push(found);
      if (found === 'alone' || (found === 'shared' && mode.shared)) theirs.push(key);
    }
    if (mode.execute && theirs.length > 0) removed += (await archive.remove(theirs)).size;
  }
  return { ...countFound(all, mode), removed, complete: true };
}

/** A line as `dlq export` writes it; of what is none, the text decides. */
export async function findInLine(line: string, person: Person, deps: PrepareDeps): Promise<Found> {
  const letter = fromLine(line.trim());
  if (letter) return findInLetter(letter, person, deps);
  return isNamedInText(line, person) ? 'alone' : 'nothing';
}
