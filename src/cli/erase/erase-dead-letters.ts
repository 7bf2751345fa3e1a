import type { PrepareDeps } from '../../consume/prepare.ts';
import { readArchiveKey } from '../../dead-letters/archive/key.ts';
import { fromLine } from '../../dead-letters/file-format.ts';
import type { DeadLetter } from '../../dead-letters/letter.ts';
import type { Archive } from '../../dead-letters/ports.ts';
import { withReadingSession, type ReadDeps } from '../../dead-letters/reading/session.ts';
import type { Progress } from '../output/progress.ts';
import { findInLetter, type PersonMatch, isNamedInText } from './find-in-letter.ts';
import type { Person } from './person.ts';

/** Removes a person's dead letters and puts all others back. @throws WaitError the queue cannot be reached. */
export async function eraseDeadLetters(
  person: Person,
  mode: EraseMode & { readonly store?: string },
  { advance, ...deps }: ReadDeps & PrepareDeps & Showing,
): Promise<Erased> {
  return withReadingSession(deps, async (session) => {
    const all: PersonMatch[] = [];
    let removed = 0;
    let read = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      const theirs: DeadLetter[] = [];
      for (const letter of next.filter(({ store }) => isMeant(store, mode.store))) {
        const found = await findInLetter(letter.message, person, deps);
        all.push(found);
        if (found === 'alone' || (found === 'shared' && mode.shared)) theirs.push(letter);
      }
      if (mode.execute) removed += (await session.remove(theirs)).size;
      read += next.length;
      advance(read, Math.max(read, session.expected));
    }
    return { ...countFound(all, mode), removed, complete: session.isComplete() };
  });
}

export interface Showing {
  /** Called with the number of items that were searched, and their total if it is known. */
  readonly advance: Progress['advance'];
}

/** A letter without a store can be for any store. */
export const isMeant = (store: string | undefined, asked: string | undefined): boolean =>
  asked === undefined || store === undefined || store === asked;

/** Found and removed items of one place. */
export interface Erased {
  readonly found: number;
  readonly removed: number;
  /** Letters that also hold other people, and were kept. */
  readonly shared: number;
  /** Whether the whole place was read. */
  readonly complete: boolean;
}

/** Options of the command. */
export interface EraseMode {
  readonly execute: boolean;
  /** Also remove letters that hold other people. */
  readonly shared: boolean;
}

/** Whether data of the person is left, or may be left. */
export const isLeft = ({ found, removed, complete }: Erased): boolean =>
  removed < found || !complete;

/** Counts the letters of the person. With `--shared` no letter counts as shared: all of them are removed. */
export function countFound(
  found: readonly PersonMatch[],
  { shared }: EraseMode,
): { readonly found: number; readonly shared: number } {
  const all = found.filter((one) => one !== 'nothing').length;
  return { found: all, shared: shared ? 0 : found.filter((one) => one === 'shared').length };
}

/** Removes a person's letters from the archive; reads every object. @throws WaitError the archive cannot be reached. */
export async function eraseArchive(
  person: Person,
  mode: EraseMode & { readonly store?: string },
  {
    archive,
    signal,
    advance,
    ...deps
  }: PrepareDeps & Showing & { readonly archive: Archive; readonly signal: AbortSignal },
): Promise<Erased> {
  const all: PersonMatch[] = [];
  let removed = 0;
  let read = 0;
  for await (const keys of archive.list('')) {
    if (signal.aborted) return { ...countFound(all, mode), removed, complete: false };
    const theirs: string[] = [];
    for (const key of keys) {
      advance((read += 1));
      if (!isMeant(readArchiveKey(key)?.store, mode.store)) continue;
      const found = await findInLine((await archive.get(key)) ?? '', person, deps);
      all.push(found);
      if (found === 'alone' || (found === 'shared' && mode.shared)) theirs.push(key);
    }
    if (mode.execute && theirs.length > 0) removed += (await archive.remove(theirs)).size;
  }
  return { ...countFound(all, mode), removed, complete: true };
}

/** Looks for a person in a line of `dlq export`. Any other line is searched as text. */
export async function findInLine(
  line: string,
  person: Person,
  deps: PrepareDeps,
): Promise<PersonMatch> {
  const letter = fromLine(line.trim());
  if (letter) return findInLetter(letter, person, deps);
  return isNamedInText(line, person) ? 'alone' : 'nothing';
}
