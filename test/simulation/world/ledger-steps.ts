import fc from 'fast-check';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';

/** Milliseconds since the epoch. */
export interface Clock {
  now: number;
}

const email = { kind: 'email', value: 'ada@example.com' } as const;
const phone = { kind: 'phone', value: '+886912345678' } as const;
const contacts = fc.constantFrom([email], [phone], [email, phone]);
/** The last two were made in the same second. */
const id = fc.constantFrom('c-1', 'c-2', '5ce0d084e388096bdb229a59', '5ce0d084e388096bdb229a5a');
const holder = fc.constantFrom('h-1', 'h-2', 'h-3');
const lease = (name: string, { now }: Clock) => ({ holder: name, until: now + 60_000 });
const stamp = fc.nat(3).map((time) => ({ name: { time, id: 'e' } }));
const since = fc.constantFrom(undefined, 5, 9);

/** One call to a ledger, or a while that passes. */
export type Step = (ledger: Ledger, store: string, clock: Clock) => Promise<unknown>;

export const steps = fc.oneof<fc.Arbitrary<Step>[]>(
  contacts.map((c) => (ledger, store) => ledger.readContacts(store, c)),
  fc.tuple(contacts, holder).map(
    ([c, h]) =>
      (ledger, store, clock) =>
        ledger.leaseContacts(store, c, lease(h, clock), clock.now + 20_000),
  ),
  fc.tuple(contacts, holder, fc.option(id, { nil: undefined }), since).map(
    ([c, h, customerId, creatingSince]) =>
      (ledger, store, clock) =>
        ledger.endLease(store, c, lease(h, clock), { customerId, creatingSince }),
  ),
  fc.tuple(contacts, id).map(
    ([c, i]) =>
      (ledger, store) =>
        ledger.linkContacts(store, c, i),
  ),
  contacts.map(
    (c) => (ledger, store) =>
      ledger.markContacts(store, c, { creatingSince: 7, takenSince: undefined }),
  ),
  fc.tuple(id, holder).map(
    ([i, h]) =>
      (ledger, store, clock) =>
        ledger.leaseCustomer(store, i, lease(h, clock)),
  ),
  fc.tuple(id, holder, stamp).map(
    ([i, h, clocks]) =>
      (ledger, store, clock) =>
        ledger.leaseCustomer(store, i, lease(h, clock), clocks),
  ),
  fc
    .uniqueArray(fc.record({ customerId: id, clocks: stamp }), {
      selector: (one) => one.customerId,
    })
    .map((newCustomers) => (ledger, store) => ledger.addNewCustomers(store, newCustomers)),
  id.map((i) => (ledger, store) => ledger.readClocks(store, i)),
  fc.tuple(id, holder, stamp).map(
    ([i, h, clocks]) =>
      (ledger, store, clock) =>
        ledger.saveClocks(store, i, lease(h, clock), clocks),
  ),
  fc.tuple(id, holder).map(
    ([i, h]) =>
      (ledger, store, clock) =>
        ledger.releaseCustomer(store, i, lease(h, clock)),
  ),
  fc.tuple(id, stamp).map(
    ([i, clocks]) =>
      (ledger, store) =>
        ledger.addCustomer(store, i, clocks),
  ),
  fc.tuple(id, contacts).map(
    ([i, c]) =>
      (ledger, store) =>
        ledger.forgetCustomer(store, i, c),
  ),
  fc.constantFrom(1_000, 59_999, 60_000).map((ms) => async (_ledger, _store, clock) => {
    clock.now += ms / 2;
  }),
);
