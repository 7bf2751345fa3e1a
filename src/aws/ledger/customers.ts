import { isDeepStrictEqual } from 'node:util';
import { withinLength } from '../../delivery/field-clocks.ts';
import { LEASE_MS, LOOKING } from '../../delivery/job.ts';
import type { KnownClocks, Lease, Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';
import { TRIED } from '../../delivery/shop-state.ts';
import type { Contact } from '../../event/signup.ts';
import { fromAttributes, type Item, toAttributes } from './table.ts';
import {
  clocksExpireAt,
  contactKey,
  customerKey,
  expiresAt,
  holdsDenial,
  isLeasedBy,
  type LedgerDeps,
  newCustomersKey,
} from './keys.ts';
import { newCustomerIn } from './new-customers.ts';

type CustomerItems = Pick<
  Ledger,
  | 'readClocks'
  | 'leaseCustomer'
  | 'saveClocks'
  | 'releaseCustomer'
  | 'addCustomer'
  | 'noteCreated'
  | 'forgetCustomer'
>;

const LEASE_NAME = { '#lease': 'lease' };

/**
 * Room for the clocks of one customer, in characters of at most three bytes: several hundred tags. DynamoDB refuses an
 * item of more than 400 KB, and charges a write by its size.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const MAX_CLOCKS_LENGTH = 100_000;

/** The items `customer#<store>#<platform id>`: the field clocks, and the lease of a customer. */
export const createCustomerItems = ({ table, digest, now }: LedgerDeps): CustomerItems => ({
  leaseCustomer: createLeaseCustomer({ table, now }),

  async saveClocks(store, customerId, { holder }, all, refusalDays) {
    const clocks = withinLength(all, MAX_CLOCKS_LENGTH);
    const kept = holdsDenial(clocks) ? ', refusedUntil = :ttl' : '';
    const others = kept === '' ? ', refusedUntil' : '';
    const saved = await table.update(customerKey(store, customerId), {
      update: `SET clocks = :clocks, expiresAt = :ttl${kept} ADD version :one REMOVE #lease, leasedBefore${others}`,
      condition: '#lease.holder = :holder',
      isOwn: hasClocks(clocks),
      names: LEASE_NAME,
      values: {
        ':clocks': clocks,
        ':holder': holder,
        ':one': 1,
        ':ttl': clocksExpireAt(clocks, now(), refusalDays),
      },
    });
    return saved !== undefined;
  },

  async releaseCustomer(store, customerId, { holder }, triedAt) {
    await table.update(customerKey(store, customerId), {
      update:
        triedAt === undefined
          ? 'REMOVE #lease, leasedBefore'
          : 'SET triedAt = :tried REMOVE #lease, leasedBefore',
      condition: '#lease.holder = :holder',
      names: LEASE_NAME,
      values: { ':holder': holder, ...(triedAt !== undefined && { ':tried': triedAt }) },
    });
  },

  addCustomer: (store, customerId, all, refusalDays) => {
    const clocks = withinLength(all, MAX_CLOCKS_LENGTH);
    const pk = customerKey(store, customerId);
    const expiry = clocksExpireAt(clocks, now(), refusalDays);
    const kept = holdsDenial(clocks) ? { refusedUntil: expiry } : {};
    return table.put(
      { pk, clocks, version: 1, expiresAt: expiry, ...kept },
      { condition: 'attribute_not_exists(pk)', isOwn: hasClocks(clocks) },
    );
  },

  async noteCreated(store, customerId, at) {
    await table.update(customerKey(store, customerId), {
      update: 'SET triedAt = :at, expiresAt = if_not_exists(expiresAt, :ttl)',
      values: { ':at': at, ':ttl': expiresAt(now()) },
    });
  },

  async forgetCustomer(store, customerId, contacts) {
    const free = (contact: Contact) =>
      table.update(contactKey({ digest }, store, contact), {
        update: 'SET formerCustomerId = customerId REMOVE customerId, creatingSince, saidAt',
        condition: 'customerId = :id',
        values: { ':id': customerId },
      });
    await Promise.all(contacts.map(free));
    await table.update(customerKey(store, customerId), {
      update: 'SET expiresAt = if_not_exists(refusedUntil, :ttl) REMOVE #lease',
      names: LEASE_NAME,
      values: { ':ttl': expiresAt(now()) },
    });
  },

  async readClocks(store, customerId) {
    const places = clockPlaces(store, customerId);
    return places.find(await table.getAll(places.keys))?.clocks ?? {};
  },
});

/** The items that may hold the clocks of a customer. */
interface ClockPlaces {
  /** Keys of the items to read. */
  readonly keys: readonly string[];
  /** @returns the clocks, and when their item expires, in seconds since the epoch. */
  find(items: ReadonlyMap<string, Item>): (KnownClocks & { readonly expiry: unknown }) | undefined;
}

/** The customer's own item wins over the shared item of new customers. */
export function clockPlaces(store: string, customerId: string): ClockPlaces {
  const own = customerKey(store, customerId);
  const shared = newCustomersKey(store, customerId);
  return {
    keys: shared === undefined ? [own] : [own, shared],
    find(items) {
      const item = items.get(own);
      const clocks = clocksIn(item);
      if (clocks) return { clocks, expiry: item?.['expiresAt'] };
      const newCustomers = shared === undefined ? undefined : items.get(shared);
      const atCreation = newCustomerIn(newCustomers, customerId);
      return (
        atCreation && {
          clocks: atCreation,
          isNewCustomer: true,
          expiry: newCustomers?.['expiresAt'],
        }
      );
    },
  };
}

/** Reads an item `customer#…`; `undefined` if it has no clocks yet. */
const clocksIn = (item: Item | undefined): Clocks | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
  item?.['clocks'] as Clocks | undefined;

/** Leases the item `customer#<store>#<platform id>`. Before its first update, a customer may be in the shared item only. */
function createLeaseCustomer({ table, now }: Omit<LedgerDeps, 'digest'>): Ledger['leaseCustomer'] {
  const take = (pk: string, lease: Lease) =>
    table.update(pk, {
      // Denials are kept longer: a lease must not shorten that.
      update:
        'SET leasedBefore = if_not_exists(#lease.#until, :none), #lease = :lease, expiresAt = if_not_exists(refusedUntil, :ttl)',
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      isOwn: isLeasedBy(lease),
      names: { '#lease': 'lease', '#until': 'until' },
      values: { ':lease': lease, ':none': 0, ':now': now(), ':ttl': expiresAt(now()) },
    });
  /** After a write without any answer, the lease may be there. Its time is set back to that of the lease before it. */
  const giveUp = (pk: string, { holder }: Lease) =>
    table
      .update(pk, {
        update: 'SET #lease.#until = leasedBefore',
        condition: '#lease.holder = :holder',
        names: { '#lease': 'lease', '#until': 'until' },
        values: { ':holder': holder },
        isFast: true,
      })
      .catch(() => undefined);
  return async (store, customerId, lease, clocksAtCreation) => {
    const pk = customerKey(store, customerId);
    const found = await take(pk, lease).catch(async (error: unknown) => {
      await giveUp(pk, lease);
      throw error;
    });
    if (found === undefined) return undefined;
    const before = isLeasedBy(lease)(found)
      ? { ...found, lease: { until: found['leasedBefore'] } }
      : found;
    const tried = triedIn(before);
    const known = clocksIn(before) ?? clocksAtCreation;
    const shared = newCustomersKey(store, customerId);
    if (known || shared === undefined) return { ...known, ...tried };
    // Read under the lease, so that no other attempt can write the customer in between.
    return { ...newCustomerIn(await table.get(shared), customerId), ...tried };
  };
}

/** An attempt noted a write without an answer, or its lease ran out. It was killed, or its write was pending. */
function triedIn(item: Item): Clocks {
  const { triedAt = 0, lease } = item as CustomerItem;
  const isLook = lease?.holder?.startsWith(LOOKING) === true;
  const time = Math.max(triedAt, isLook ? 0 : (lease?.until ?? 0) - LEASE_MS);
  return time <= 0 ? {} : { [TRIED]: { time, id: '' } };
}

/**
 * Recognises clocks that this write has left. Another attempt that wrote the very same clocks would do no harm: nothing
 * is left to write.
 */
const hasClocks =
  (clocks: Clocks) =>
  (item: Item): boolean =>
    isDeepStrictEqual(item['clocks'], fromAttributes(toAttributes(clocks)));

interface CustomerItem {
  readonly triedAt?: number;
  readonly lease?: { readonly until: number; readonly holder?: string };
}
