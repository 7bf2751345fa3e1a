import type { Skipped } from '../delivery/job.ts';
import { takeShopRecord } from '../delivery/take-record.ts';
import { contactHash } from '../event/contact-hashes.ts';
import { RejectedError } from '../event/errors.ts';
import type { SafeId } from '../event/safe-id.ts';
import type { Store } from '../generated/types.ts';
import type { Known } from '../message/message.ts';
import type { Delivery, FoundRecord } from '../sources/source.ts';
import type { Batch, ConsumeDeps } from './deps.ts';
import type { Part, ReadyRecord } from './prepared.ts';

interface RecordContext {
  readonly delivery: Delivery;
  /** The identity of the event as it may be shown. */
  readonly known: Known;
  readonly safeId: SafeId;
}

/**
 * Reads the shop's own record as an answer of the shop is read. No call is made.
 *
 * @throws WaitError the store cannot be read.
 */
export async function prepareRecord(
  { platform, customerId, isRemoved, record }: FoundRecord,
  { delivery, known: given, safeId }: RecordContext,
  { stores, digest }: Pick<ConsumeDeps, 'stores' | 'digest'>,
): Promise<Part> {
  const name = delivery.store;
  const store = await stores.get(name);
  if (store.platform !== platform) {
    const error = new RejectedError(
      'invalid_delivery',
      `the source has the tool \`${platform}\`, but the store is a shop of ${store.platform}: correct the source's \`tool\`, then replay`,
    );
    return { known: given, error };
  }
  const { shownIn, contactKindsIn } = await readerOf(store);
  const shown = shownIn(record);
  const contacts = shown.contacts.map(({ value }) => contactHash(value, digest));
  const known = { ...given, ...(contacts.length > 0 && { contacts }) };
  const kinds = contactKindsIn(record);
  return {
    known,
    record: { store: name, customerId, isRemoved, shown, kinds },
    store,
    safeId,
    via: delivery.source,
  };
}

/** Loaded where it is needed: most relays write to one platform. */
const readerOf = ({ platform }: Pick<Store, 'platform'>) =>
  platform === 'shoplazza'
    ? import('../platforms/shoplazza/find.ts')
    : import('../platforms/shopline/find.ts');

/** Notes a record in the ledger. @throws WaitError as `takeShopRecord` does. */
export const takeRecord = (
  { record, store }: ReadyRecord,
  { ledger, now, newHolder }: Pick<Batch, 'ledger' | 'now' | 'newHolder'>,
): Promise<Skipped> =>
  takeShopRecord(record, { ledger, now, holder: newHolder(), refusalDays: store.refusalDays });

/** Identifies the persons of records, as `personKeysOf` does for signups. */
export const recordKeys = (parts: readonly Part[]): readonly string[] =>
  parts.flatMap((part) =>
    'record' in part
      ? part.record.shown.contacts.map(({ value }) => `${part.record.store} ${value}`)
      : [],
  );
