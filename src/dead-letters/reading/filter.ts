import {
  checkShortIds,
  isSelected,
  isShortId,
  type LetterSummary,
  type Selection,
} from '../letter.ts';
import { listLetters } from '../list.ts';
import type { OnProgress, ReadDeps } from './session.ts';

/** Whether a letter is selected, the limit included. */
export interface SelectionFilter {
  readonly matches: (letter: LetterSummary) => boolean;
  /** How many letters match; known with a limit or a short id, or where each is named. Some of those can be gone. */
  readonly count?: number;
  /** Whether the limit leaves some letters out. */
  readonly isLimited: boolean;
}

/**
 * With a limit it reads the whole queue: only then is it known which letters expire first. With a short id, too: it must
 * fit one letter only.
 *
 * @throws AmbiguousIdError a short id fits several letters.
 */
export async function openSelectionFilter(
  selection: Selection,
  deps: ReadDeps,
  onProgress?: OnProgress,
): Promise<SelectionFilter> {
  const { limit, ids = [], messageIds } = selection;
  if (limit === undefined && !ids.some(isShortId)) {
    return {
      matches: (letter) => isSelected(letter, selection),
      ...(messageIds !== undefined && { count: messageIds.size }),
      isLimited: false,
    };
  }
  const { letters, total } = await listLetters(selection, deps, onProgress);
  checkShortIds(selection, letters);
  const chosen = new Set(letters.map(({ messageId }) => messageId));
  return {
    matches: ({ messageId }) => chosen.has(messageId),
    count: chosen.size,
    isLimited: total > chosen.size,
  };
}
