import type { LetterReason, LetterSummary } from '../dead-letters/letter.ts';

/** Which dead letters are meant. Every condition that is given must hold; a list holds when one of it fits. */
export interface Selection {
  readonly reasons?: readonly LetterReason[];
  readonly stores?: readonly string[];
  readonly sources?: readonly string[];
  /** Event ids or message ids. */
  readonly ids?: readonly string[];
  /** Became a dead letter at this time or later, in milliseconds since the epoch. */
  readonly since?: number;
  /** … and before this time. */
  readonly until?: number;
  /** At most so many, the ones that expire first. */
  readonly limit?: number;
}

/** Whether a letter is meant, apart from the limit. */
export function isSelected(letter: LetterSummary, selection: Selection): boolean {
  const { reasons, stores, sources, ids, since, until } = selection;
  const isOneOf = (
    list: readonly string[] | undefined,
    ...values: readonly (string | undefined)[]
  ) => list === undefined || values.some((value) => value !== undefined && list.includes(value));
  return (
    isOneOf(reasons, letter.reason) &&
    isOneOf(stores, letter.store) &&
    isOneOf(sources, letter.source) &&
    isOneOf(ids, letter.eventId, letter.messageId) &&
    (since === undefined || letter.failedAt >= since) &&
    (until === undefined || letter.failedAt < until)
  );
}
