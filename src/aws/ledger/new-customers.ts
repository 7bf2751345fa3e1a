import type { Ledger, NewCustomer } from '../../delivery/ledger-port.ts';
import type { Clocks, Stamp } from '../../delivery/platform-port.ts';
import type { Item } from './table.ts';
import {
  expiresAt,
  holdsDenial,
  type LedgerDeps,
  newCustomersKey,
  refusalExpiresAt,
} from './keys.ts';

/** More than a shop's rate limits allow in one second. With the length below, an item stays far under DynamoDB's 400 KB. */
const MAX_PER_ITEM = 100;

/** A customer with longer clocks (dozens of tags) gets an own item. In characters. */
const MAX_PACKED_LENGTH = 1_000;

interface PackedCustomer extends NewCustomer {
  readonly packed: string;
}

/**
 * The items `newborns#<store>#<second>`: the first clocks of all customers that were created in this second. Each customer
 * has an own attribute, so parallel writers do not conflict.
 */
export function createNewCustomerItems({
  table,
  now,
  addCustomer,
}: Pick<LedgerDeps, 'table' | 'now'> & Pick<Ledger, 'addCustomer'>) {
  const addTogether = async (
    key: string,
    newCustomers: readonly PackedCustomer[],
  ): Promise<boolean> => {
    const sets = newCustomers.map((_, at) => `#c${at} = :c${at}`);
    const denying = newCustomers.filter(({ clocks }) => holdsDenial(clocks));
    // The others of this second must not shorten how long a denial is kept.
    const ttl =
      denying.length > 0 ? ':ttl, refusedUntil = :ttl' : 'if_not_exists(refusedUntil, :ttl)';
    const days = denying.map(({ refusalDays }) => refusalDays).find((each) => each !== undefined);
    const written = await table.update(key, {
      update: `SET ${sets.join(', ')}, expiresAt = ${ttl} ADD customers :count`,
      // A second try of a write that was carried out must not count its customers again.
      condition:
        'attribute_not_exists(#c0) AND (attribute_not_exists(customers) OR customers <= :most)',
      isOwn: (item) => newCustomers.every(({ customerId, packed }) => item[customerId] === packed),
      names: Object.fromEntries(newCustomers.map(({ customerId }, at) => [`#c${at}`, customerId])),
      values: {
        ...Object.fromEntries(newCustomers.map(({ packed }, at) => [`:c${at}`, packed])),
        ':ttl': denying.length > 0 ? refusalExpiresAt(now(), days) : expiresAt(now()),
        ':count': newCustomers.length,
        ':most': MAX_PER_ITEM - newCustomers.length,
      },
    });
    return written !== undefined;
  };
  return {
    async addNewCustomers(store: string, newCustomers: readonly NewCustomer[]): Promise<void> {
      const all = newCustomers.map((one): PackedCustomer => {
        return { ...one, packed: packClocks(one.clocks) };
      });
      const groups = Map.groupBy(all, ({ customerId, packed }) =>
        packed.length > MAX_PACKED_LENGTH ? undefined : newCustomersKey(store, customerId),
      );
      const add = async (
        key: string | undefined,
        group: readonly PackedCustomer[],
      ): Promise<void> => {
        const fits = key !== undefined && group.length <= MAX_PER_ITEM;
        if (fits && (await addTogether(key, group))) return;
        await Promise.all(
          group.map(({ customerId, clocks, refusalDays }) =>
            addCustomer(store, customerId, clocks, refusalDays),
          ),
        );
      };
      await Promise.all([...groups].map(([key, group]) => add(key, group)));
    },
  };
}

/** Reads a customer's clocks from an item `newborns#…`. */
export function newCustomerIn(item: Item | undefined, customerId: string): Clocks | undefined {
  const packed = item?.[customerId];
  return typeof packed === 'string' ? unpackClocks(packed) : undefined;
}

/**
 * The clocks of one event: its keys, those that it denied, and the weak ones. One event sets most fields of a customer.
 */
type PackedClock = readonly [
  time: number,
  id: string,
  keys: readonly string[],
  denied?: readonly string[],
  weak?: readonly string[],
];

/** Writes clocks as short text, because DynamoDB charges a write by the item's size. */
export function packClocks(clocks: Clocks): string {
  const byEvent = Map.groupBy(Object.entries(clocks), ([, { time, id }]) => `${time} ${id}`);
  const packed = [...byEvent.values()].map((entries): PackedClock => {
    const keys = entries.flatMap(([key, { denied, weak }]) => (denied || weak ? [] : [key]));
    const denials = entries.flatMap(([key, { denied }]) => (denied ? [key] : []));
    const weaks = entries.flatMap(([key, { weak }]) => (weak ? [key] : []));
    const { time, id } = entries[0]?.[1] ?? { time: 0, id: '' };
    if (weaks.length > 0) return [time, id, keys, denials, weaks];
    return denials.length > 0 ? [time, id, keys, denials] : [time, id, keys];
  });
  return JSON.stringify(packed);
}

/** The inverse of `packClocks`. */
export function unpackClocks(text: string): Clocks {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only `packClocks` writes it
  const packed = JSON.parse(text) as readonly PackedClock[];
  const clocks = new Map<string, Stamp>();
  for (const [time, id, keys, denied = [], weak = []] of packed) {
    for (const key of keys) clocks.set(key, { time, id });
    for (const key of denied) clocks.set(key, { time, id, denied: true });
    for (const key of weak) clocks.set(key, { time, id, weak: true });
  }
  return Object.fromEntries(clocks);
}
