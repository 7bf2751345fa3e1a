import { type Reason, REASONS } from '../event/errors.ts';
import { personalTexts } from '../event/personal-texts.ts';
import { createIsSafe, looksLikePhone } from '../event/safe-id.ts';
import { claimedStore, unwrap } from '../event/event.ts';
import { readerOf } from '../message/attributes.ts';
import { readGroup } from '../message/group-id.ts';
import type { DeadLetterMessage } from './ports.ts';
import { shownTexts } from './sender-texts.ts';

/** A reason; `crashed` if SQS itself moved the message, which then has none. */
export type LetterReason = Reason | 'crashed';

/** A dead letter as operators see it. Only `message` holds personal data. */
export interface DeadLetter {
  readonly messageId: string;
  readonly reason: LetterReason;
  /** What went wrong, free of personal data. */
  readonly detail?: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly source?: string;
  /** Attempts that called the shop. */
  readonly attempts: number;
  readonly replays: number;
  /** Milliseconds since the epoch, like all times here. */
  readonly firstSeenAt: number;
  readonly failedAt: number;
  /** When SQS will delete it. */
  readonly expiresAt: number;
  readonly replayedAt?: number;
  /** Size of the body. */
  readonly bytes: number;
  readonly message: DeadLetterMessage;
}

/** A dead letter without the message, so without personal data. */
export type LetterSummary = Omit<DeadLetter, 'message'>;

export function toSummary(letter: DeadLetter): LetterSummary {
  const { message: _, ...summary } = letter;
  return summary;
}

/**
 * Reads a message's attributes. SQS's own time replaces a time that is missing or malformed, and texts that may hold
 * personal data are left out: other programs can write the same attributes.
 */
export function toLetter(message: DeadLetterMessage, retentionMs: number): DeadLetter {
  const { text, time, count } = readerOf(message.attributes);
  const group = readGroup(message.groupId, message.body);
  const known = REASONS.find((code) => code === text('reason')) ?? group.reason;
  const reason = known ?? 'crashed';
  const replayedAt = time('replayedAt');
  const written = {
    detail: text('detail'),
    eventId: text('eventId'),
    store: text('store') ?? (group.reason && group.groupId),
    source: text('source'),
  };
  return {
    messageId: message.messageId,
    reason,
    ...withoutUndefined({
      // A message that SQS itself moved has no attributes of the relay.
      ...(reason === 'crashed' && written.store === undefined && { store: storeIn(message.body) }),
      ...(group.reason && { detail: NO_ROOM }),
      ...withoutUndefined({ ...shownTexts(written, message.body, known !== undefined) }),
    }),
    attempts: count('attempts'),
    replays: count('replays'),
    firstSeenAt: time('firstSeenAt') ?? message.sentAt,
    failedAt: time('failedAt') ?? message.sentAt,
    expiresAt: message.sentAt + retentionMs,
    ...(replayedAt !== undefined && { replayedAt }),
    bytes: Buffer.byteLength(message.body),
    message,
  };
}

const NO_ROOM = 'the body is so large that SQS takes no detail beside it';

/** The store that a body names; undefined where the name could be personal data. */
function storeIn(body: string): string | undefined {
  try {
    const content = unwrap(body);
    const store = claimedStore(content);
    if (store === undefined || looksLikePhone(store)) return undefined;
    return createIsSafe(personalTexts(content))(store) ? store : undefined;
  } catch {
    return undefined;
  }
}

const withoutUndefined = (
  texts: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Keeps equal texts once: thousands of letters say the same in `detail`. */
export function createTextPool(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, text);
    return text;
  };
}

type Expiring = Pick<LetterSummary, 'expiresAt' | 'messageId'>;

/** Letters that expire first come first. Equal times are sorted by message id, so the order is always the same. */
export const byExpiry = (a: Expiring, b: Expiring): number =>
  a.expiresAt - b.expiresAt || (a.messageId < b.messageId ? -1 : 1);

/** Selects dead letters. Every given condition must hold; a list holds if one of its values matches. */
export interface Selection {
  readonly reasons?: readonly LetterReason[];
  readonly stores?: readonly string[];
  readonly sources?: readonly string[];
  /** Event ids, message ids, or the first characters of a message id: see `isShortId`. */
  readonly ids?: readonly string[];
  /** Message ids only. A set, because a whole queue can be chosen. */
  readonly messageIds?: ReadonlySet<string>;
  /** Dead letter since this time or later, in milliseconds since the epoch. */
  readonly since?: number;
  /** Dead letter since before this time. */
  readonly until?: number;
  /** At most this many: those that expire first. */
  readonly limit?: number;
}

/** Whether a dead letter is selected; the limit does not count here. */
export function isSelected(letter: LetterSummary, selection: Selection): boolean {
  const { reasons, stores, sources, ids, messageIds, since, until } = selection;
  const isOneOf = (
    list: readonly string[] | undefined,
    ...values: readonly (string | undefined)[]
  ) => list === undefined || values.some((value) => value !== undefined && list.includes(value));
  return (
    isOneOf(reasons, letter.reason) &&
    isOneOf(stores, letter.store) &&
    isOneOf(sources, letter.source) &&
    (ids === undefined || ids.some((id) => id === letter.eventId || isIdOf(id, letter))) &&
    (messageIds === undefined || messageIds.has(letter.messageId)) &&
    (since === undefined || letter.failedAt >= since) &&
    (until === undefined || letter.failedAt < until)
  );
}

/** Whether an id may be the beginning of a message id, as `dlq list` shows it: at least 8 of its 36 characters. */
export const isShortId = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f-]{0,26})?$/i.test(id);

/** Whether an id, in full or its beginning, names this letter. */
export const isIdOf = (id: string, { messageId }: Pick<LetterSummary, 'messageId'>): boolean =>
  id === messageId || (isShortId(id) && messageId.toLowerCase().startsWith(id.toLowerCase()));

/** A short id fits several letters, so that it is not known which one is meant. */
export class AmbiguousIdError extends Error {
  override readonly name = 'AmbiguousIdError';
}

/** @throws AmbiguousIdError a short id of the selection fits several of the letters. */
export function checkShortIds(
  { ids = [] }: Pick<Selection, 'ids'>,
  letters: readonly Pick<LetterSummary, 'messageId' | 'eventId'>[],
): void {
  for (const id of ids.filter(isShortId)) {
    const found = letters.filter((letter) => letter.eventId !== id && isIdOf(id, letter));
    if (found.length < 2) continue;
    const some = found.slice(0, 5).map(({ messageId }) => messageId);
    throw new AmbiguousIdError(`${id} fits several letters. Name one in full: ${some.join(', ')}.`);
  }
}
