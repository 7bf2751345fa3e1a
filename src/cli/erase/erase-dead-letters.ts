import type { PrepareDeps } from '../../consume/prepare.ts';
import { readArchiveKey } from '../../dead-letters/archive/key.ts';
import { fromLine } from '../../dead-letters/file-format.ts';
import type { DeadLetter } from '../../dead-letters/letter.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import { withReadingSession, type ReadDeps } from '../../dead-letters/reading/session.ts';
import { findInLetter, type Found, isNamedInText } from './find-in-letter.ts';
import type { Person } from './person.ts';

/** Removes a person's dead letters; everything else is put back. @throws WaitError the queue cannot be reached. */
export async function eraseDeadLetters(
  person: Person,
  mode: EraseMode & { readonly store?: string },
  deps: ReadDeps & PrepareDeps,
): Promise<Erased> {
  return withReadingSession(deps, async (session) => {
    const all: Found[] = [];
    let removed = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      const theirs: DeadLetter[] = [];
      for (const letter of next.filter(({ store }) => isMeant(store, mode.store))) {
        const found = await findInLetter(letter.message, person, deps);
        all.push(found);
        if (found === 'alone' || (found === 'shared' && mode.shared)) theirs.push(letter);
      }
      if (mode.execute) removed += (await session.remove(theirs)).size;
    }
    return { ...countFound(all, mode), removed, complete: session.isComplete() };
  });
}

/** A letter that names no store may be for any. */
export const isMeant = (store: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || store === undefined || store === wanted;

/** What was found in one place, and what became of it. */
export interface Erased {
  readonly found: number;
  readonly removed: number;
  /** Letters that hold other people as well and were left. */
  readonly shared: number;
  /** Whether the whole place was looked at. */
  readonly complete: boolean;
}

/** How the command was given. */
export interface EraseMode {
  readonly execute: boolean;
  /** Letters with other people in them go too. */
  readonly shared: boolean;
}

/** Whether something of the person is still there although it was to be erased. */
export const isLeft = ({ found, removed, complete }: Erased): boolean =>
  removed < found || !complete;

/** One that is to be erased counts as found; the others as shared too. */
export function countFound(
  found: readonly ('nothing' | 'alone' | 'shared')[],
  { shared }: EraseMode,
): { readonly found: number; readonly shared: number } {
  const all = found.filter((one) => one !== 'nothing').length;
  return { found: all, shared: shared ? 0 : found.filter((one) => one === 'shared').length };
}

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
