import type { Clocks } from '../../delivery/platform-port.ts';
import type { Contact, VendorId } from '../../event/signup.ts';
import type { Digest } from '../../event/digest.ts';
import type { Lease } from '../../delivery/ledger-port.ts';
import type { DynamoTable, Item } from './table.ts';

export interface LedgerDeps {
  readonly table: DynamoTable;
  /** Hashes contacts, so that no e-mail or phone reaches the table. */
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Longer than a message can stay in both queues (7 and 14 days), replays included. */
const KEPT_DAYS = 35;

/** DynamoDB's TTL attribute: seconds since the epoch. */
export const expiresAt = (now: number): number => Math.floor(now / 1000) + KEPT_DAYS * 86_400;

/** How long refusals are kept where the store does not say, in days. */
const REFUSAL_DAYS = 400;

/** As long as refusals are kept, as `expiresAt`. */
export const refusalExpiresAt = (now: number, days: number = REFUSAL_DAYS): number =>
  Math.max(expiresAt(now), Math.floor(now / 1000) + days * 86_400);

/** When clocks expire. A denial has to outlast every grant that may still come. */
export const clocksExpireAt = (clocks: Clocks, now: number, refusalDays?: number): number =>
  holdsDenial(clocks) ? refusalExpiresAt(now, refusalDays) : expiresAt(now);

export const holdsDenial = (clocks: Clocks): boolean =>
  Object.values(clocks).some(({ denied }) => denied === true);

/** Whether an item was written within the last day. A read without a write then need not extend its TTL. */
export const isKeptLong = (expiry: unknown, now: number): boolean =>
  typeof expiry === 'number' && expiry >= expiresAt(now) - 86_400;

/** Key of a contact's item. */
export const contactKey = (
  { digest }: Pick<LedgerDeps, 'digest'>,
  store: string,
  { value }: Contact,
): string => contactHashKey(store, digest(value));

/** The same by the contact's hash. */
export const contactHashKey = (store: string, hash: string): string => `contact#${store}#${hash}`;

/** Of the item that leads from a source's id of a customer to the customer. */
export const vendorKey = (
  { digest }: Pick<LedgerDeps, 'digest'>,
  store: string,
  { source, id }: VendorId,
): string => `vendor#${store}#${source}#${digest(id)}`;

/** Key of the item that holds the refusals of a contact. */
export const refusalKey = (
  { digest }: Pick<LedgerDeps, 'digest'>,
  store: string,
  { value }: Contact,
): string => refusalHashKey(store, digest(value));

/** The same by the contact's hash. */
export const refusalHashKey = (store: string, hash: string): string => `refusal#${store}#${hash}`;

/** Key of the item with a customer's field clocks. */
export const customerKey = (store: string, customerId: string): string =>
  `customer#${store}#${customerId}`;

/** MongoDB's ObjectId, as some shops use it: four bytes of seconds since the epoch and eight unique bytes. */
const OBJECT_ID = /^[0-9a-f]{24}$/;

/**
 * Key of the item with the first clocks of all customers that were created in the same second. `undefined` for an id
 * without a time.
 *
 * @see https://www.mongodb.com/docs/manual/reference/bson-types/#objectid
 */
export const newCustomersKey = (store: string, customerId: string): string | undefined =>
  OBJECT_ID.test(customerId) ? `newborns#${store}#${customerId.slice(0, 8)}` : undefined;

/** Whether exactly this lease is in the item. */
export const isLeasedBy =
  ({ holder, until }: Lease) =>
  (item: Item): boolean => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    const lease = item['lease'] as Lease | undefined;
    return lease?.holder === holder && lease.until === until;
  };
