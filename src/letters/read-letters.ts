import { byExpiry } from './by-expiry.ts';
import { holdLetters } from '../dead-letters/reading/hold.ts';
import type { Letter } from '../dead-letters/letter.ts';
import type { ReadDeps } from './read-deps.ts';
import { isSelected, type Selection } from './selection.ts';

/** What was seen besides the selected letters. */
export interface Seen {
  /** Letters in the queue, selected or not. */
  readonly total: number;
  /** Whether these were all. */
  readonly complete: boolean;
}

/**
 * Holds every letter of the queue while `use` looks at the selected ones, the ones that expire first in front. Puts all of
 * them back afterwards, also after an error or Ctrl-C. For few letters: each selected one is in memory with its body.
 *
 * @throws WaitError the queue cannot be reached.
 */
export async function readLetters<T>(
  selection: Selection,
  deps: ReadDeps,
  use: (letters: readonly Letter[], seen: Seen) => Promise<T>,
): Promise<T> {
  return holdLetters(deps, async (hold) => {
    let selected: readonly Letter[] = [];
    let total = 0;
    for (let next = await hold.next(); next; next = await hold.next()) {
      total += next.length;
      const more = next.filter((letter) => isSelected(letter, selection));
      selected = [...selected, ...more].toSorted(byExpiry).slice(0, selection.limit);
    }
    return use(selected, { total, complete: hold.isComplete() });
  });
}
