import type { LetterSummary } from '../dead-letters/letter.ts';
import type { LetterList } from '../dead-letters/list.ts';
import type { LetterFilter, LettersAnswer } from './letter-answers.ts';

/** What was seen at the last look into the dead-letter queue: no bodies. */
export interface LetterCache {
  write(seen: LetterList, lookedAt: number): void;
  answer(filter: LetterFilter, offset: number): LettersAnswer;
  /** @returns undefined where that look is not the last one any more. */
  idsOf(filter: LetterFilter, lookedAt: number): readonly string[] | undefined;
}

/** Rows in one answer. */
const PAGE_ROWS = 100;

export function createLetterCache(): LetterCache {
  let seen: LetterList = { letters: [], total: 0, groups: [], complete: true };
  let at: number | undefined;
  const matching = (filter: LetterFilter): readonly LetterSummary[] =>
    seen.letters.filter((letter) => isMeant(letter, filter));
  return {
    write(list, lookedAt) {
      seen = list;
      at = lookedAt;
    },
    answer(filter, offset) {
      const meant = matching(filter);
      return {
        ...(at !== undefined && { lookedAt: at }),
        complete: seen.complete,
        total: seen.total,
        groups: seen.groups,
        matching: meant.length,
        letters: meant.slice(offset, offset + PAGE_ROWS),
      };
    },
    idsOf: (filter, lookedAt) =>
      lookedAt === at ? matching(filter).map(({ messageId }) => messageId) : undefined,
  };
}

function isMeant(letter: LetterSummary, { reason, store, source, ids }: LetterFilter): boolean {
  const fits = (wanted: string | undefined, has: string | undefined): boolean =>
    wanted === undefined || wanted === (has ?? '');
  return (
    fits(reason, letter.reason) &&
    fits(store, letter.store) &&
    fits(source, letter.source) &&
    (ids === undefined || ids.includes(letter.messageId))
  );
}
