import { isSelected, type LetterSummary, type Selection } from '../letter.ts';
import { listLetters } from '../list.ts';
import type { ReadDeps } from './hold.ts';

/** Whether a letter is meant, the limit included. */
export interface Pick {
  readonly wants: (letter: LetterSummary) => boolean;
  /** How many there are; `undefined` where the limit does not tell. */
  readonly count?: number;
  /** Whether the limit leaves some out. */
  readonly leavesOut: boolean;
}

/** With a limit, all letters have to be seen first: which of them expire first is not known before. */
export async function filterLetters(selection: Selection, deps: ReadDeps): Promise<Pick> {
  if (selection.limit === undefined) {
    return { wants: (letter) => isSelected(letter, selection), leavesOut: false };
  }
  const { letters, total } = await listLetters(selection, deps);
  const ids = new Set(letters.map(({ messageId }) => messageId));
  return {
    wants: ({ messageId }) => ids.has(messageId),
    count: ids.size,
    leavesOut: total > ids.size,
  };
}
