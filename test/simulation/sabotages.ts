import {
  batchReadsWith,
  ledgerWith,
  queueWith,
  type Sabotaged,
  without,
} from './sabotage-tools.ts';
import type { Clocks } from '../../src/delivery/platform-port.ts';
import { SABOTAGED_CONSENTS } from './sabotaged-consents.ts';
import { SABOTAGED_JOINTS } from './sabotaged-joints.ts';
import { SABOTAGED_SHOPS } from './sabotaged-shops.ts';

const forgetful = ledgerWith((ledger) => ({
  readContacts: async (...given) =>
    (await ledger.readContacts(...given)).map(without('creatingSince')),
  leaseContacts: async (...given) =>
    (await ledger.leaseContacts(...given))?.map(without('creatingSince')),
}));

const later = (clocks: Clocks): Clocks =>
  Object.fromEntries(
    Object.entries(clocks).map(([key, stamp]) => [key, { ...stamp, time: stamp.time + 3_600_000 }]),
  );

/** The simulator has to find every one of these. */
export const SABOTAGES: readonly Sabotaged[] = [
  {
    name: 'a ledger whose leases on contacts exclude no other attempt',
    platform: 'shopline',
    sabotage: ledgerWith((ledger) => ({
      readContacts: async (...given) =>
        (await ledger.readContacts(...given)).map(without('leasedUntil')),
      leaseContacts: async (store, contacts, lease, until) =>
        (await ledger.leaseContacts(store, contacts, lease, until)) ??
        contacts.map((contact) => ({ contact })),
    })),
    // The lease also keeps others out while a late update of the new customer may still arrive.
    breaks: /was created 2 times|repeated blindly|is not what was said last/,
  },
  {
    name: 'a ledger whose leases on customers exclude no other attempt',
    seed: 2,
    platform: 'shopline',
    sabotage: ledgerWith((ledger) => ({
      leaseCustomer: async (...given) => (await ledger.leaseCustomer(...given)) ?? {},
      saveClocks: async (...given) => {
        await ledger.saveClocks(...given);
        return true;
      },
    })),
    breaks: /is not what was said last/,
  },
  {
    name: 'field clocks that are not compared',
    platform: 'shopline',
    sabotage: ledgerWith((ledger) => ({
      leaseCustomer: async (...given) => (await ledger.leaseCustomer(...given)) && {},
    })),
    breaks: /is not what was said last/,
  },
  {
    name: 'field clocks that are not compared, where duplicates are refused',
    platform: 'shoplazza',
    sabotage: ledgerWith((ledger) => ({
      leaseCustomer: async (...given) => (await ledger.leaseCustomer(...given)) && {},
    })),
    breaks: /is not what was said last/,
  },
  {
    name: 'a relay that ignores creates without an answer',
    platform: 'shopline',
    sabotage: forgetful,
    breaks: /was created 2 times|repeated blindly/,
  },
  {
    name: 'a settlement that deletes messages without a confirmed copy',
    seed: 2,
    platform: 'shopline',
    sabotage: queueWith((queue) => ({
      send: async (copies) => {
        await queue.send(copies);
        return new Set(copies.map(({ key }) => key));
      },
    })),
    breaks: /is lost/,
  },
  {
    name: 'a settlement that sends nothing',
    platform: 'shoplazza',
    sabotage: queueWith(() => ({
      send: (copies) => Promise.resolve(new Set(copies.map(({ key }) => key))),
    })),
    breaks: /is lost/,
  },
  {
    name: 'a ledger that loses the clocks of a new customer',
    seed: 2,
    platform: 'shopline',
    sabotage: ledgerWith(() => ({ addNewCustomers: () => Promise.resolve() })),
    breaks: /is not what was said last/,
  },
  {
    name: 'a lease that is an hour too long',
    platform: 'shopline',
    sabotage: ledgerWith((ledger) => ({
      leaseCustomer: (store, id, lease) =>
        ledger.leaseCustomer(store, id, { ...lease, until: lease.until + 3_600_000 }),
    })),
    breaks: /a lease beyond 60 s/,
  },
  {
    name: 'a prefetch that takes clocks for later than they are',
    platform: 'shopline',
    sabotage: batchReadsWith((reads) => ({
      readClocks: async (asked) =>
        (await reads.readClocks(asked)).map((known) => known && { clocks: later(known.clocks) }),
    })),
    breaks: /is not what was said last/,
  },
  ...SABOTAGED_SHOPS,
  ...SABOTAGED_JOINTS,
  ...SABOTAGED_CONSENTS,
];
