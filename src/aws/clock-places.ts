import type { KnownClocks } from '../delivery/ledger-port.ts';
import type { Item } from './ledger/attribute-values.ts';
import { clocksIn } from './clocks-in.ts';
import { customerKey, newbornsKey } from './ledger/keys.ts';
import { newbornIn } from './ledger/new-customers.ts';

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
  const shared = newbornsKey(store, customerId);
  return {
    keys: shared === undefined ? [own] : [own, shared],
    find(items) {
      const item = items.get(own);
      const clocks = clocksIn(item);
      if (clocks) return { clocks, expiry: item?.['expiresAt'] };
      const newborns = shared === undefined ? undefined : items.get(shared);
      const atBirth = newbornIn(newborns, customerId);
      return atBirth && { clocks: atBirth, isNewborn: true, expiry: newborns?.['expiresAt'] };
    },
  };
}
