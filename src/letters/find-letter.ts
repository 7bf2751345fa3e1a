import { holdLetters } from '../dead-letters/reading/hold.ts';
import type { Letter } from '../dead-letters/letter.ts';
import type { ReadDeps } from './read-deps.ts';
import { isSelected } from './selection.ts';

/**
 * One letter with its body, by its message id, or the latest one with an event id. It is back in the queue when this resolves.
 *
 * @returns undefined where no letter that can be seen has this id. @throws WaitError the queue cannot be reached.
 */
export async function findLetter(id: string, deps: ReadDeps): Promise<Letter | undefined> {
  return holdLetters(deps, async (hold) => {
    let found: Letter | undefined;
    for (let next = await hold.next(); next; next = await hold.next()) {
      for (const letter of next.filter((each) => isSelected(each, { ids: [id] }))) {
        if (letter.messageId === id) return letter;
        if (found === undefined || letter.failedAt > found.failedAt) found = letter;
      }
    }
    return found;
  });
}
