import type { LetterSummary, Selection } from '../letter.ts';

/** Facts about a dead letter in its key. */
export interface ArchivedKey {
  readonly key: string;
  /** Any text: another version of the relay may have written it. */
  readonly reason: string;
  /** Absent if the letter names no store. */
  readonly store?: string;
  /** Day on which it became a dead letter, `YYYY-MM-DD` in UTC. */
  readonly day: string;
  readonly messageId: string;
}

/** In place of the store in keys of letters without one. */
const NO_STORE = '_';

/** In place of the reason in keys of letters that were corrected. */
export const CORRECTED = 'corrected';

/** Always the same key for the same letter, so that archiving it twice writes one object. */
export function archiveKey({
  store,
  reason,
  failedAt,
  messageId,
}: Pick<LetterSummary, 'store' | 'failedAt' | 'messageId'> & {
  readonly reason: LetterSummary['reason'] | typeof CORRECTED;
}): string {
  const day = new Date(failedAt).toISOString().slice(0, 10);
  return `${ofStore(store)}reason=${reason}/day=${day}/${encodeURIComponent(messageId)}.json`;
}

/** @returns undefined if the key is not one of `archiveKey`. */
export function readArchiveKey(key: string): ArchivedKey | undefined {
  const [, store, reason, day, messageId] =
    /^store=([^/]+)\/reason=([^/]+)\/day=([^/]+)\/([^/]+)\.json$/.exec(key) ?? [];
  if (!store || !reason || !day || !messageId) return undefined;
  return {
    key,
    ...(store !== NO_STORE && { store: decodeURIComponent(store) }),
    reason,
    day,
    messageId: decodeURIComponent(messageId),
  };
}

/** The common prefix of all keys of a selection. Longer if it has exactly one store, or one store and one reason. */
export function archivePrefix({ stores = [], reasons = [] }: Selection): string {
  if (stores.length !== 1) return 'store=';
  return `${ofStore(stores[0])}${reasons.length === 1 ? `reason=${reasons[0] ?? ''}/` : ''}`;
}

const DAY_MS = 86_400_000;

/** Whether the letter of a key may be selected. Only the letter itself has event id, source and time of day. */
export function mayBeSelected(
  { store, reason, day }: ArchivedKey,
  { stores, reasons, since, until }: Selection,
): boolean {
  const begins = Date.parse(day);
  return (
    (stores === undefined || stores.some((one) => ofStore(one) === ofStore(store))) &&
    (reasons === undefined || reasons.some((one) => one === reason)) &&
    (since === undefined || begins + DAY_MS > since) &&
    (until === undefined || begins < until)
  );
}

/** S3 allows keys of 1,024 bytes, and an event may name a store of any length. */
const MAX_STORE = 500;

function ofStore(store: string | undefined): string {
  const encoded = encodeURIComponent(store ?? NO_STORE);
  return `store=${encoded.length > MAX_STORE ? NO_STORE : encoded}/`;
}
