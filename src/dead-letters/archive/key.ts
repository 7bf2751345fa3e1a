import type { LetterSummary, Selection } from '../letter.ts';

/** What a key tells about its letter. */
export interface ArchivedKey {
  readonly key: string;
  /** Also one of another version of the relay. */
  readonly reason: string;
  /** Absent where the letter names none. */
  readonly store?: string;
  /** When it became a dead letter, `YYYY-MM-DD` in UTC. */
  readonly day: string;
  /** Of the letter that was archived. */
  readonly messageId: string;
}

/** Stands for a letter without a store. */
const NO_STORE = '_';

/** The same for the same letter, always: archiving it twice makes one object. */
export function archiveKey({
  store,
  reason,
  failedAt,
  messageId,
}: Pick<LetterSummary, 'store' | 'reason' | 'failedAt' | 'messageId'>): string {
  const day = new Date(failedAt).toISOString().slice(0, 10);
  return `${ofStore(store)}reason=${reason}/day=${day}/${encodeURIComponent(messageId)}.json`;
}

/** @returns undefined for what archiving does not write. */
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

/** What all keys of a selection begin with, as far as it names one store and one reason. */
export function archivePrefix({ stores = [], reasons = [] }: Selection): string {
  if (stores.length !== 1) return 'store=';
  return `${ofStore(stores[0])}${reasons.length === 1 ? `reason=${reasons[0] ?? ''}/` : ''}`;
}

const DAY_MS = 86_400_000;

/** Whether the letter behind a key can be meant; ids of events, sources and times of day stand in the letter only. */
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

/** A key has room for 1,024 bytes; a store that does not exist may have any name. */
const MAX_STORE = 500;

function ofStore(store: string | undefined): string {
  const encoded = encodeURIComponent(store ?? NO_STORE);
  return `store=${encoded.length > MAX_STORE ? NO_STORE : encoded}/`;
}
