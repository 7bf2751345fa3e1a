import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDynamoTable } from '../../../src/aws/ledger/table.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createDigest } from '../../../src/event/digest.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { openLedger, type OpenLedger } from '../../support/open-ledger.ts';
import { createTable } from './table.ts';

let now = 1_000_000_000_000;
let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger(() => now);
});
afterAll(() => open.close());

/** The ledger's adapter on the simulated table. */
function openSimulated(): Ledger {
  const table = createTable();
  return createLedger({
    table: openDynamoTable(async (operation, input) => table.execute(operation, input), 'ledger'),
    digest: createDigest('test-key'),
    now: () => now,
  });
}

const email = { kind: 'email', value: 'ada@example.com' } as const;
const phone = { kind: 'phone', value: '+886912345678' } as const;
const contacts = fc.constantFrom([email], [phone], [email, phone]);
/** The last two were made in the same second. */
const id = fc.constantFrom('c-1', 'c-2', '5ce0d084e388096bdb229a59', '5ce0d084e388096bdb229a5a');
const holder = fc.constantFrom('h-1', 'h-2', 'h-3');
const lease = (name: string) => ({ holder: name, until: now + 60_000 });
const stamp = fc.nat(3).map((time) => ({ name: { time, id: 'e' } }));
const since = fc.constantFrom(undefined, 5, 9);

type Step = (ledger: Ledger, store: string) => Promise<unknown>;
const steps = fc.oneof<fc.Arbitrary<Step>[]>(
  contacts.map((c) => (ledger, store) => ledger.readContacts(store, c)),
  fc.tuple(contacts, holder).map(
    ([c, h]) =>
      (ledger, store) =>
        ledger.leaseContacts(store, c, lease(h), now + 20_000),
  ),
  fc.tuple(contacts, holder, fc.option(id, { nil: undefined }), since).map(
    ([c, h, customerId, creatingSince]) =>
      (ledger, store) =>
        ledger.endLease(store, c, lease(h), { customerId, creatingSince }),
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
      (ledger, store) =>
        ledger.leaseCustomer(store, i, lease(h)),
  ),
  fc.tuple(id, holder, stamp).map(
    ([i, h, clocks]) =>
      (ledger, store) =>
        ledger.leaseCustomer(store, i, lease(h), clocks),
  ),
  fc
    .uniqueArray(fc.record({ customerId: id, clocks: stamp }), {
      selector: (one) => one.customerId,
    })
    .map((newCustomers) => (ledger, store) => ledger.addNewCustomers(store, newCustomers)),
  id.map((i) => (ledger, store) => ledger.readClocks(store, i)),
  fc.tuple(id, holder, stamp).map(
    ([i, h, clocks]) =>
      (ledger, store) =>
        ledger.saveClocks(store, i, lease(h), clocks),
  ),
  fc.tuple(id, holder).map(
    ([i, h]) =>
      (ledger, store) =>
        ledger.releaseCustomer(store, i, lease(h)),
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
  fc.constantFrom(1_000, 59_999, 60_000).map((ms) => async () => {
    now += ms / 2;
  }),
);

let runs = 0;

it('answers as DynamoDB does, whatever the ledger does to it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (all) => {
      const simulated = openSimulated();
      const store = `equal-${(runs += 1)}`;
      for (const step of all) {
        expect(await step(simulated, store)).toEqual(await step(open.ledger, store));
      }
    }),
    { numRuns: 25 },
  );
});
