import type { KnownClocks, Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Item } from './attribute-values.ts';
import {
  clocksExpireAt,
  contactKey,
  customerKey,
  expiresAt,
  holdsDenial,
  newCustomersKey,
} from './keys.ts';
import type { LedgerDeps } from './keys.ts';
import { newCustomerIn } from './new-customers.ts';

type CustomerItems = Pick<
  Ledger,
  | 'readClocks'
  | 'leaseCustomer'
  | 'saveClocks'
  | 'releaseCustomer'
  | 'addCustomer'
  | 'forgetCustomer'
>;

const LEASE_NAME = { '#lease': 'lease' };

/** The items `customer#<store>#<platform id>`: the field clocks, and who is writing the customer. */
export const createCustomerItems = ({ table, digest, now }: LedgerDeps): CustomerItems => ({
  leaseCustomer: createLeaseCustomer({ table, now }),

  async saveClocks(store, customerId, { holder }, clocks, refusalDays) {
    const kept = holdsDenial(clocks) ? ', refusedUntil = :ttl' : '';
    const others = kept === '' ? ', refusedUntil' : '';
    const saved = await table.update(customerKey(store, customerId), {
      update: `SET clocks = :clocks, expiresAt = :ttl${kept} ADD version :one REMOVE #lease${others}`,
      condition: '#lease.holder = :holder',
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

  async releaseCustomer(store, customerId, { holder }) {
    await table.update(customerKey(store, customerId), {
      update: 'REMOVE #lease',
      condition: '#lease.holder = :holder',
      names: LEASE_NAME,
      values: { ':holder': holder },
    });
  },

  addCustomer: (store, customerId, clocks, refusalDays) => {
    const pk = customerKey(store, customerId);
    const expiry = clocksExpireAt(clocks, now(), refusalDays);
    const kept = holdsDenial(clocks) ? { refusedUntil: expiry } : {};
    return table.put(
      { pk, clocks, version: 1, expiresAt: expiry, ...kept },
      { condition: 'attribute_not_exists(pk)' },
    );
  },

  async forgetCustomer(store, customerId, contacts) {
    const free = (contact: Contact) =>
      table.update(contactKey({ digest }, store, contact), {
        update: 'SET formerCustomerId = customerId REMOVE customerId',
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

/** Where the clocks of a customer may be. */
interface ClockPlaces {
  /** Of the items that have to be read. */
  readonly keys: readonly string[];
  /** @returns the clocks, and when the item that holds them expires, in seconds since the epoch. */
  find(items: ReadonlyMap<string, Item>): (KnownClocks & { readonly expiry: unknown }) | undefined;
}

/** In their own item, which counts more, or among the newborns of their second. */
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

/** What an item `customer#…` says; `undefined` where it says nothing yet. */
const clocksIn = (item: Item | undefined): Clocks | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
  item?.['clocks'] as Clocks | undefined;

/** Takes the item `customer#<store>#<platform id>`. Who was not written yet may be among the newborns of their second. */
function createLeaseCustomer({ table, now }: Omit<LedgerDeps, 'digest'>): Ledger['leaseCustomer'] {
  return async (store, customerId, lease, born) => {
    const before = await table.update(customerKey(store, customerId), {
      // Denials are kept longer: a lease must not shorten that.
      update: 'SET #lease = :lease, expiresAt = if_not_exists(refusedUntil, :ttl)',
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      names: { '#lease': 'lease', '#until': 'until' },
      values: { ':lease': lease, ':now': now(), ':ttl': expiresAt(now()) },
    });
    if (before === undefined) return undefined;
    const known = clocksIn(before) ?? born;
    const bornIn = newCustomersKey(store, customerId);
    if (known || bornIn === undefined) return known ?? {};
    // Looked for only now that nobody else can write the customer.
    return newCustomerIn(await table.get(bornIn), customerId) ?? {};
  };
}
