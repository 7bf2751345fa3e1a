import { isSelected, type LetterSummary, type Selection } from '../letter.ts';
import { listLetters } from '../list.ts';
import type { OnProgress, ReadDeps } from './session.ts';

/** Whether a letter is selected, the limit included. */
export interface SelectionFilter {
  readonly matches: (letter: LetterSummary) => boolean;
  /** How many letters match; known only with a limit, or where each is named. Some of those can be gone. */
  readonly count?: number;
  /** Whether the limit leaves some letters out. */
  readonly isLimited: boolean;
}

/** With a limit it reads the whole queue: only then is it known which letters expire first. */
export async function openSelectionFilter(
  selection: Selection,
  deps: ReadDeps,
  onProgress?: OnProgress,
): Promise<SelectionFilter> {
  if (selection.limit === undefined) {
    const { messageIds } = selection;
    return {
      matches: (letter) => isSelected(letter, selection),
      ...(messageIds !== undefined && { count: messageIds.size }),
      isLimited: false,
    };
  }
  const { letters, total } = await listLetters(selection, deps, onProgress);
  const ids = new Set(letters.map(({ messageId }) => messageId));
  return {
    matches: ({ messageId }) => ids.has(messageId),
    count: ids.size,
    isLimited: total > ids.size,
  };
}
