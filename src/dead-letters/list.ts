import {
  byExpiry,
  isSelected,
  type Letter,
  type LetterReason,
  type LetterSummary,
  type Selection,
  toSummary,
} from './letter.ts';
import { holdLetters, type ReadDeps } from './reading/hold.ts';
import type { OnProgress } from './reading/progress.ts';

/** Letters that share reason, store and source. */
export interface LetterGroup {
  readonly reason: LetterReason;
  readonly store?: string;
  readonly source?: string;
  readonly count: number;
  /** When the first of them became a dead letter, in milliseconds since the epoch. */
  readonly oldest: number;
  /** When SQS deletes the first of them. */
  readonly soonestExpiry: number;
}

export interface LetterList {
  /** The ones that expire first come first; no more than the limit. */
  readonly letters: readonly LetterSummary[];
  /** Selected, also beyond the limit. */
  readonly total: number;
  /** Of all that are selected; the group that expires first comes first. */
  readonly groups: readonly LetterGroup[];
  /** Set where there is any. */
  readonly oldest?: number;
  readonly soonestExpiry?: number;
  /** Whether the whole queue was seen. */
  readonly complete: boolean;
}

/** What waits in the dead-letter queue. Everything is put back. @throws WaitError the queue cannot be reached. */
export async function listLetters(
  selection: Selection,
  deps: ReadDeps,
  onProgress: OnProgress = () => undefined,
): Promise<LetterList> {
  return holdLetters(deps, async (hold) => {
    const letters: LetterSummary[] = [];
    let done = 0;
    for (let next = await hold.next(); next; next = await hold.next()) {
      letters.push(...next.filter((letter) => isSelected(letter, selection)).map(toSummary));
      done += next.length;
      onProgress({ phase: 'reading', done, total: Math.max(done, hold.expected) });
    }
    const sorted = letters.toSorted(byExpiry);
    const [first] = sorted;
    return {
      letters: sorted.slice(0, selection.limit),
      total: sorted.length,
      groups: groupsOf(sorted),
      ...(first && {
        oldest: sorted.reduce((least, { failedAt }) => Math.min(least, failedAt), Infinity),
        soonestExpiry: first.expiresAt,
      }),
      complete: hold.isComplete(),
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

/**
 * One letter with its body, by its message id, or the latest one with an event id. It is back in the queue when this resolves.
 *
 * @returns undefined where no letter that can be seen has this id. @throws WaitError the queue cannot be reached.
 */
export async function findLetter(id: string, deps: ReadDeps): Promise<Letter | undefined> {
  return holdLetters(deps, async (hold) => {
    let found: Letter | undefined;
    for (let next = await hold.next(); next; next = await hold.next()) {
      for (const letter of next.filter((each) => isSelected(each, { ids: [id] }))) {
        if (letter.messageId === id) return letter;
        if (found === undefined || letter.failedAt > found.failedAt) found = letter;
      }
    }
    return found;
  });
}
