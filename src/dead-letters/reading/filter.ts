import { isSelected, type LetterSummary, type Selection } from '../letter.ts';
import { listLetters } from '../list.ts';
import type { ReadDeps } from './session.ts';

/** Whether a letter is selected, the limit included. */
export interface SelectionFilter {
  readonly matches: (letter: LetterSummary) => boolean;
  /** How many letters match; known only with a limit. */
  readonly count?: number;
  /** Whether the limit leaves some letters out. */
  readonly isLimited: boolean;
}

/** With a limit it reads the whole queue: only then is it known which letters expire first. */
export async function openSelectionFilter(
  selection: Selection,
  deps: ReadDeps,
): Promise<SelectionFilter> {
  if (selection.limit === undefined) {
    return { matches: (letter) => isSelected(letter, selection), isLimited: false };
  }
  const { letters, total } = await listLetters(selection, deps);
  const ids = new Set(letters.map(({ messageId }) => messageId));
  return {
    matches: ({ messageId }) => ids.has(messageId),
    count: ids.size,
    isLimited: total > ids.size,
  };
}
