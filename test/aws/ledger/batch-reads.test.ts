import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBatchReads } from '../../../src/aws/ledger/batch-reads.ts';
import type { DynamoTable } from '../../../src/aws/ledger/table.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import type { Contact } from '../../../src/event/signup.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { WaitError } from '../../../src/event/errors.ts';
import type { BatchReads, Ledger } from '../../../src/delivery/ledger-port.ts';
import { openLocalTable, openTable, type OpenTable } from '../../support/local-table.ts';

const DAY_MS = 86_400_000;
let now = 1_000_000_000_000;
let open: OpenTable;
let ledger: Ledger;
let reads: BatchReads;
let calls = 0;
let modes: unknown[] = [];
beforeAll(async () => {
  open = await openTable();
  const local = open.table;
  const table: DynamoTable = {
    ...local,
    getAll: (...given) => {
      calls += 1;
      modes.push(given[1]);
      return local.getAll(...given);
    },
  };
  const deps = { table, digest: createDigest('test-key'), now: () => now };
  ledger = createLedger(deps);
  reads = createBatchReads(deps);
});
afterAll(() => open.close());

const email = (name: string): Contact => ({ kind: 'email', value: `${name}@example.com` });
const phone: Contact = { kind: 'phone', value: '+886912345678' };
const clocks = { name: { time: 5, id: 'e-1' } };

it('reads the contacts of many stores in one call, as single reads do', async () => {
  await ledger.linkContacts('a', [email('ada')], 'c-1');
  await ledger.markContacts('b', [phone], { creatingSince: 7 });
  await ledger.leaseContacts('b', [email('ada')], { holder: 'h', until: now + 9 }, now);
  const asked = [
    { store: 'a', contacts: [email('ada'), phone] },
    { store: 'b', contacts: [email('ada')] },
    { store: 'b', contacts: [phone] },
    { store: 'b', contacts: [phone, email('new')] },
  ];
  calls = 0;
  const read = await reads.readContacts(asked);
  expect(calls).toBe(1);
  const single = asked.map(({ store, contacts }) => ledger.readContacts(store, contacts));
  expect(read).toEqual(await Promise.all(single));
  expect(read[0]?.[0]).toEqual({ contact: email('ada'), customerId: 'c-1' });
});

it('reads the clocks of customers who were written within a day, in the order asked for', async () => {
  await ledger.addCustomer('a', 'old', clocks);
  now += DAY_MS;
  await ledger.addCustomer('b', 'young', clocks);
  const asked = [
    { store: 'b', customerId: 'young' },
    { store: 'a', customerId: 'young' },
    { store: 'a', customerId: 'old' },
  ];
  expect(await reads.readClocks(asked)).toEqual([{ clocks }, undefined, { clocks }]);
  now += 1_000;
  expect(await reads.readClocks(asked)).toEqual([{ clocks }, undefined, undefined]);
});

it('leaves older clocks to the attempt, which extends their TTL', async () => {
  await ledger.addCustomer('c', 'c-1', clocks);
  now += 2 * DAY_MS;
  const asked = [{ store: 'c', customerId: 'c-1' }];
  expect(await reads.readClocks(asked)).toEqual([undefined]);
  const lease = { holder: 'h', until: now + 60_000 };
  await ledger.leaseCustomer('c', 'c-1', lease);
  await ledger.releaseCustomer('c', 'c-1', lease);
  expect(await reads.readClocks(asked)).toEqual([{ clocks }]);
});

it('finds no clocks in an item that a lease created for an unknown customer', async () => {
  await ledger.leaseCustomer('d', 'c-1', { holder: 'h', until: now + 60_000 });
  expect(await reads.readClocks([{ store: 'd', customerId: 'c-1' }])).toEqual([undefined]);
});

it('reads contacts and clocks at half the price, with fast failure', async () => {
  modes = [];
  await reads.readContacts([{ store: 'a', contacts: [phone] }]);
  await reads.readClocks([{ store: 'a', customerId: 'c-1' }]);
  expect(modes).toEqual(['fast, eventually consistent', 'fast, eventually consistent']);
});

it('rejects when the ledger cannot be reached', async () => {
  const table = openLocalTable({ ...open.dynamoDb, endpoint: 'http://127.0.0.1:1' });
  const lost = createBatchReads({ table, digest: createDigest('test-key'), now: () => now });
  const asked = [{ store: 'a', contacts: [phone] }];
  await expect(lost.readContacts(asked)).rejects.toBeInstanceOf(WaitError);
});
