import { type Reason, REASONS } from '../event/errors.ts';
import { readerOf } from '../message/attributes.ts';
import type { DeadLetter } from './ports.ts';

/** A reason, or what stands for one where SQS itself moved the message. */
export type LetterReason = Reason | 'crashed';

/** A dead letter as operators see it. Holds no personal data except in `inHand`. */
export interface Letter {
  readonly messageId: string;
  readonly reason: LetterReason;
  /** What went wrong, in words; free of personal data. */
  readonly detail?: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly source?: string;
  /** Tries that called the shop. */
  readonly attempts: number;
  readonly replays: number;
  /** Milliseconds since the epoch, as all times here. */
  readonly firstSeenAt: number;
  readonly failedAt: number;
  /** When SQS deletes it. */
  readonly expiresAt: number;
  readonly replayedAt?: number;
  /** Of the body, in bytes. */
  readonly bytes: number;
  readonly inHand: DeadLetter;
}

/** A letter without what a person entered. */
export type LetterSummary = Omit<Letter, 'inHand'>;

export function toSummary(letter: Letter): LetterSummary {
  const { inHand: _, ...summary } = letter;
  return summary;
}

/** Reads a letter's attributes. SQS's own times replace those that are missing or malformed. */
export function toLetter(inHand: DeadLetter, retentionMs: number): Letter {
  const { text, time, count } = readerOf(inHand.attributes);
  const reason = REASONS.find((code) => code === text('reason')) ?? 'crashed';
  const replayedAt = time('replayedAt');
  const optional = { detail: text('detail'), eventId: text('eventId'), store: text('store') };
  return {
    messageId: inHand.messageId,
    reason,
    ...withoutUndefined({ ...optional, source: text('source') }),
    attempts: count('attempts'),
    replays: count('replays'),
    firstSeenAt: time('firstSeenAt') ?? inHand.sentAt,
    failedAt: time('failedAt') ?? inHand.sentAt,
    expiresAt: inHand.sentAt + retentionMs,
    ...(replayedAt !== undefined && { replayedAt }),
    bytes: Buffer.byteLength(inHand.body),
    inHand,
  };
}

const withoutUndefined = (
  texts: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

type Expiring = Pick<LetterSummary, 'expiresAt' | 'messageId'>;

/** The letters that SQS deletes first come first; the same letters always come in the same order. */
export const byExpiry = (a: Expiring, b: Expiring): number =>
  a.expiresAt - b.expiresAt || (a.messageId < b.messageId ? -1 : 1);

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
