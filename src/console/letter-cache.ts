import type { LetterSummary } from '../dead-letters/letter.ts';
import type { LetterList } from '../dead-letters/list.ts';
import type { LetterFilter, LettersResponse, SelectedLetters } from './letter-responses.ts';

/** The list of dead letters as it was last read; without bodies, so without personal data. */
export interface LetterCache {
  write(list: LetterList, readAt: number): void;
  page(filter: LetterFilter, offset: number): LettersResponse;
  /** @returns message ids; undefined if the list was read again since the selection. */
  select(selected: SelectedLetters): readonly string[] | undefined;
}

const PAGE_ROWS = 100;

export function createLetterCache(): LetterCache {
  let list: LetterList = { letters: [], total: 0, groups: [], complete: true };
  let lastReadAt: number | undefined;
  const matching = (filter: LetterFilter): readonly LetterSummary[] =>
    list.letters.filter((letter) => matches(letter, filter));
  return {
    write(latest, readAt) {
      list = latest;
      lastReadAt = readAt;
    },
    page(filter, offset) {
      const found = matching(filter);
      return {
        ...(lastReadAt !== undefined && { readAt: lastReadAt }),
        complete: list.complete,
        total: list.total,
        groups: list.groups,
        matching: found.length,
        letters: found.slice(offset, offset + PAGE_ROWS),
      };
    },
    select: ({ filter, readAt }) =>
      readAt === lastReadAt ? matching(filter).map(({ messageId }) => messageId) : undefined,
  };
}

function matches(letter: LetterSummary, { reason, store, source, ids }: LetterFilter): boolean {
  const fits = (wanted: string | undefined, actual: string | undefined): boolean =>
    wanted === undefined || wanted === (actual ?? '');
  return (
    fits(reason, letter.reason) &&
    fits(store, letter.store) &&
    fits(source, letter.source) &&
    (ids === undefined || ids.includes(letter.messageId))
  );
}
