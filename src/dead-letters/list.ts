import {
  byExpiry,
  checkShortIds,
  createTextPool,
  isSelected,
  type DeadLetter,
  type LetterReason,
  type LetterSummary,
  type Selection,
  toSummary,
} from './letter.ts';
import { type OnProgress, type ReadDeps, withReadingSession } from './reading/session.ts';

/** Dead letters with the same reason, store and source. */
export interface LetterGroup {
  readonly reason: LetterReason;
  readonly store?: string;
  readonly source?: string;
  readonly count: number;
  /** When the oldest became a dead letter, in milliseconds since the epoch. */
  readonly oldest: number;
  /** When SQS will delete the first of them. */
  readonly soonestExpiry: number;
}

export interface LetterList {
  /** Those that expire first come first; at most as many as the limit. */
  readonly letters: readonly LetterSummary[];
  /** All selected letters, also those beyond the limit. */
  readonly total: number;
  /** All letters that were read, selected or not. */
  readonly read?: number;
  /** Groups of all selected letters; the group that expires first comes first. */
  readonly groups: readonly LetterGroup[];
  /** Absent if no letter is selected. */
  readonly oldest?: number;
  readonly soonestExpiry?: number;
  /** Whether the whole queue was read. */
  readonly complete: boolean;
  /** Why it was not, if the operator ended the reading. */
  readonly stopped?: 'signal';
}

/** Lists the dead-letter queue and releases every message. @throws WaitError the queue cannot be reached. */
export async function listLetters(
  selection: Selection,
  deps: ReadDeps,
  onProgress: OnProgress = () => undefined,
): Promise<LetterList> {
  return withReadingSession(deps, async (session) => {
    const letters: LetterSummary[] = [];
    const pool = createTextPool();
    let done = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      for (const letter of next.filter((each) => isSelected(each, selection))) {
        const { detail, ...summary } = toSummary(letter);
        letters.push(detail === undefined ? summary : { ...summary, detail: pool(detail) });
      }
      done += next.length;
      onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
    }
    const sorted = letters.toSorted(byExpiry);
    const [first] = sorted;
    return {
      letters: sorted.slice(0, selection.limit),
      total: sorted.length,
      read: done,
      groups: groupsOf(sorted),
      ...(first && {
        oldest: sorted.reduce((least, { failedAt }) => Math.min(least, failedAt), Infinity),
        soonestExpiry: first.expiresAt,
      }),
      complete: session.isComplete(),
      ...(deps.signal.aborted && { stopped: 'signal' }),
    };
  });
}

function groupsOf(sorted: readonly LetterSummary[]): readonly LetterGroup[] {
  const groups = new Map<string, LetterGroup>();
  for (const { reason, store, source, failedAt, expiresAt } of sorted) {
    const key = JSON.stringify([reason, store, source]);
    const group = groups.get(key);
    groups.set(key, {
      reason,
      ...(store !== undefined && { store }),
      ...(source !== undefined && { source }),
      count: (group?.count ?? 0) + 1,
      oldest: Math.min(group?.oldest ?? failedAt, failedAt),
      soonestExpiry: group?.soonestExpiry ?? expiresAt,
    });
  }
  return [...groups.values()];
}

/** All letters of one reason. */
export type ReasonGroups = Omit<LetterGroup, 'store' | 'source'> & {
  /** Most letters first. */
  readonly groups: readonly LetterGroup[];
};

/** The groups by reason with their totals. Most letters come first; equal counts by the first to expire. */
export function totalsByReason(groups: readonly LetterGroup[]): readonly ReasonGroups[] {
  const byCount = (a: Counted, b: Counted): number =>
    b.count - a.count || a.soonestExpiry - b.soonestExpiry;
  const totals = [...Map.groupBy(groups, ({ reason }) => reason)].map(([reason, all]) => ({
    reason,
    count: all.reduce((sum, { count }) => sum + count, 0),
    oldest: leastOf(all, ({ oldest }) => oldest),
    soonestExpiry: leastOf(all, ({ soonestExpiry }) => soonestExpiry),
    groups: all.toSorted(byCount),
  }));
  return totals.toSorted(byCount);
}

/** Without `Math.min(...)`: with 100,000 groups the arguments would not fit on the stack. */
const leastOf = (groups: readonly LetterGroup[], of: (group: LetterGroup) => number): number =>
  groups.reduce((least, group) => Math.min(least, of(group)), Infinity);

type Counted = Pick<LetterGroup, 'count' | 'soonestExpiry'>;

/**
 * One dead letter with its body, by its message id or the beginning of it, or the latest one with an event id. It is
 * released when this resolves.
 *
 * @returns undefined if no visible letter has this id. @throws WaitError the queue cannot be reached.
 * @throws AmbiguousIdError the beginning fits several letters.
 */
export async function findLetter(
  id: string,
  deps: ReadDeps,
  onProgress: OnProgress = () => undefined,
): Promise<DeadLetter | undefined> {
  return withReadingSession(deps, async (session) => {
    let found: DeadLetter | undefined;
    const all: Pick<DeadLetter, 'messageId' | 'eventId'>[] = [];
    let done = 0;
    for (let next = await session.next(); next; next = await session.next()) {
      for (const letter of next.filter((each) => isSelected(each, { ids: [id] }))) {
        if (letter.messageId === id) return letter;
        all.push({ messageId: letter.messageId, ...(letter.eventId === id && { eventId: id }) });
        if (found === undefined || letter.failedAt > found.failedAt) found = letter;
      }
      done += next.length;
      onProgress({ phase: 'reading', done, total: Math.max(done, session.expected) });
    }
    checkShortIds({ ids: [id] }, all);
    return found;
  });
}
