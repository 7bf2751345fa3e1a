import type { Contact } from '../event/signup.ts';
import type { ContactEnd, ContactState, Lease } from '../delivery/ledger-port.ts';
import type { Item } from './ledger/attribute-values.ts';

interface ContactItem {
  readonly customerId?: string;
  readonly formerCustomerId?: string;
  readonly lease?: Lease;
  readonly creatingSince?: number;
  readonly takenSince?: number;
}

/** What an item `contact#…` says. @param now milliseconds since the epoch: a lease that ran out is none. */
export function toContactState(
  contact: Contact,
  found: Item | undefined,
  now: number,
): ContactState {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody else writes these items
  const item = found as ContactItem | undefined;
  return {
    contact,
    ...(item?.customerId !== undefined && { customerId: item.customerId }),
    ...(item?.formerCustomerId !== undefined && { formerCustomerId: item.formerCustomerId }),
    ...(item?.lease && item.lease.until > now && { leasedUntil: item.lease.until }),
    ...(item?.creatingSince !== undefined && { creatingSince: item.creatingSince }),
    ...(item?.takenSince !== undefined && { takenSince: item.takenSince }),
  };
}

/** What of an item is set and what is removed. */
export function changesOf({ customerId, creatingSince, takenSince }: ContactEnd): {
  readonly sets: readonly string[];
  readonly removes: readonly string[];
  readonly values: Item;
} {
  const marks = { creatingSince, takenSince };
  const given = Object.entries({ customerId, ...marks }).filter(([, value]) => value !== undefined);
  return {
    sets: given.map(([name]) => `${name} = :${name}`),
    removes: Object.entries(marks).flatMap(([name, value]) => (value === undefined ? [name] : [])),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}
