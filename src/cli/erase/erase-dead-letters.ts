import type { PrepareDeps } from '../../consume/prepare.ts';
import { holdLetters } from '../../dead-letters/reading/hold.ts';
import type { Letter } from '../../dead-letters/letter.ts';
import type { ReadDeps } from '../../letters/read-deps.ts';
import { countFound, type Erased, type EraseMode } from './erased.ts';
import { type Found, findInLetter } from './find-in-letter.ts';
import type { Person } from './person.ts';

/** Removes a person's dead letters; everything else is put back. @throws WaitError the queue cannot be reached. */
export async function eraseDeadLetters(
  person: Person,
  mode: EraseMode & { readonly store?: string },
  deps: ReadDeps & PrepareDeps,
): Promise<Erased> {
  return holdLetters(deps, async (hold) => {
    const all: Found[] = [];
    let removed = 0;
    for (let next = await hold.next(); next; next = await hold.next()) {
      const theirs: Letter[] = [];
      for (const letter of next.filter(({ store }) => isMeant(store, mode.store))) {
        const found = await findInLetter(letter.inHand, person, deps);
        all.push(found);
        if (found === 'alone' || (found === 'shared' && mode.shared)) theirs.push(letter);
      }
      if (mode.execute) removed += (await hold.remove(theirs)).size;
    }
    return { ...countFound(all, mode), removed, complete: hold.isComplete() };
  });
}

/** A letter that names no store may be for any. */
export const isMeant = (store: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || store === undefined || store === wanted;
