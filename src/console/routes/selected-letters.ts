import type { LetterFilter } from '../letter-answers.ts';
import { Refused } from '../refused.ts';
import type { RouteContext } from '../route-context.ts';

/** Letters of a look. */
export interface SelectedLetters {
  readonly filter: LetterFilter;
  /** The look that they were chosen from. */
  readonly lookedAt: number;
}

export const SELECTED = {
  lookedAt: { type: 'number' },
  filter: {
    type: 'object',
    additionalProperties: false,
    properties: {
      reason: { type: 'string' },
      store: { type: 'string' },
      source: { type: 'string' },
      ids: { type: 'array', maxItems: 5_000, items: { type: 'string', maxLength: 200 } },
    },
  },
} as const;

/** @returns message ids. @throws Refused somebody has looked again meanwhile, or nothing is chosen. */
export function selectedIds(
  { book }: Pick<RouteContext, 'book'>,
  { filter, lookedAt }: SelectedLetters,
): readonly string[] {
  const ids = book.idsOf(filter, lookedAt);
  if (ids === undefined) {
    throw new Refused('The list is not the one that you see any more. Reload it and choose again.');
  }
  if (ids.length === 0) throw new Refused('No letter is chosen.');
  return ids;
}
