import type { RouteContext } from '../console-context.ts';
import { RequestRefused } from '../error-responses.ts';
import type { SelectedLetters } from '../letter-responses.ts';

/** The JSON schema of `SelectedLetters`. */
export const SELECTED = {
  readAt: { type: 'number' },
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

/** @returns message ids. @throws RequestRefused the list was read again since, or the selection is empty. */
export function selectedIds(
  { letterCache }: Pick<RouteContext, 'letterCache'>,
  selected: SelectedLetters,
): readonly string[] {
  const ids = letterCache.select(selected);
  if (ids === undefined) {
    throw new RequestRefused('The list has changed. Reload the page and select again.');
  }
  if (ids.length === 0) throw new RequestRefused('No letter is selected.');
  return ids;
}
