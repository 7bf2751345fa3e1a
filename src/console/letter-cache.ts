import type { LetterSummary } from '../dead-letters/letter.ts';
import type { LetterGroup, LetterList } from '../dead-letters/list.ts';
import type {
  LetterFilter,
  LettersResponse,
  ReasonTotal,
  SelectedLetters,
} from './letter-responses.ts';

/** The list of dead letters as it was last read; without bodies, so without personal data. */
export interface LetterCache {
  /** @param tookMs how long reading took. */
  write(list: LetterList, readAt: number, tookMs: number): void;
  page(filter: LetterFilter, offset: number): LettersResponse;
  /** @returns message ids; undefined if the list was read again since the selection. */
  select(selected: SelectedLetters): readonly string[] | undefined;
}

/** Rows of one answer. A queue can hold 100,000 letters, each of a group of its own. */
const PAGE_ROWS = 100;

export function createLetterCache(): LetterCache {
  let list: LetterList = { letters: [], total: 0, groups: [], complete: true };
  let look: { readonly readAt: number; readonly tookMs: number } | undefined;
  let reasons: readonly ReasonTotal[] = [];
  const matching = (filter: LetterFilter): readonly LetterSummary[] =>
    list.letters.filter(matcherOf(filter));
  return {
    write(latest, readAt, tookMs) {
      list = { ...latest, groups: latest.groups.toSorted(mostFirst) };
      look = { readAt, tookMs };
      reasons = totalsOf(list.groups);
    },
    page(filter, offset) {
      const found = matching(filter);
      const groups = list.groups.filter(matcherOf(withNeighbours(filter)));
      const firstToExpire = list.groups.find(
        ({ soonestExpiry }) => soonestExpiry === list.soonestExpiry,
      );
      return {
        ...(look !== undefined && { readAt: look.readAt }),
        tookMs: look?.tookMs ?? 0,
        complete: list.complete,
        total: list.total,
        reasons,
        ...(firstToExpire && { firstToExpire }),
        groups: groups.slice(0, PAGE_ROWS),
        moreGroups: Math.max(0, groups.length - PAGE_ROWS),
        matching: found.length,
        letters: found.slice(offset, offset + PAGE_ROWS),
      };
    },
    select: ({ filter, readAt }) =>
      readAt === look?.readAt ? matching(filter).map(({ messageId }) => messageId) : undefined,
  };
}

const mostFirst = (one: Pick<LetterGroup, 'count'>, other: Pick<LetterGroup, 'count'>): number =>
  other.count - one.count;

function totalsOf(groups: readonly LetterGroup[]): readonly ReasonTotal[] {
  const totals = new Map<string, ReasonTotal>();
  for (const { reason, count, oldest, soonestExpiry } of groups) {
    const before = totals.get(reason);
    totals.set(reason, {
      reason,
      count: count + (before?.count ?? 0),
      oldest: Math.min(oldest, before?.oldest ?? oldest),
      soonestExpiry: Math.min(soonestExpiry, before?.soonestExpiry ?? soonestExpiry),
    });
  }
  return [...totals.values()].toSorted(mostFirst);
}

/** An operator who has chosen one group still sees the other groups of its reason. */
const withNeighbours = (filter: LetterFilter): LetterFilter =>
  filter.reason !== undefined && filter.store !== undefined && filter.source !== undefined
    ? { reason: filter.reason }
    : filter;

type Filtered = Pick<LetterSummary, 'reason' | 'store' | 'source'> & {
  readonly messageId?: string;
};

function matcherOf({ reason, store, source, ids }: LetterFilter): (letter: Filtered) => boolean {
  const wanted = ids && new Set(ids);
  const fits = (value: string | undefined, actual: string | undefined): boolean =>
    value === undefined || value === (actual ?? '');
  return (letter) =>
    fits(reason, letter.reason) &&
    fits(store, letter.store) &&
    fits(source, letter.source) &&
    (wanted === undefined || (letter.messageId !== undefined && wanted.has(letter.messageId)));
}
