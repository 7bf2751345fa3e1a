import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/event/signup.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { openLedger, type OpenLedger } from '../../support/open-ledger.ts';

const MINUTE = 60_000;
let now = 1_000_000_000_000;
let open: OpenLedger;
let ledger: Ledger;
let store = '';
let stores = 0;

beforeAll(async () => {
  open = await openLedger(() => now);
  ({ ledger } = open);
});
afterAll(() => open.close());
beforeEach(() => {
  store = `store-${(stores += 1)}`;
});

const email: Contact = { kind: 'email', value: 'ada@example.com' };
const phone: Contact = { kind: 'phone', value: '+886912345678' };
const leaseOf = (holder: string) => ({ holder, until: now + MINUTE });
const stamp = { time: 5, id: 'e-1' };

describe('contacts', () => {
  it('are unknown until they are linked', async () => {
    expect(await ledger.readContacts(store, [email])).toEqual([{ contact: email }]);
    await ledger.linkContacts(store, [email, phone], 'c-1');
    expect(await ledger.readContacts(store, [email, phone])).toEqual([
      { contact: email, customerId: 'c-1' },
      { contact: phone, customerId: 'c-1' },
    ]);
  });

  it('stay with the first customer that they were linked to', async () => {
    expect(await ledger.linkContacts(store, [email], 'c-1')).toBe(true);
    expect(await ledger.linkContacts(store, [email, phone], 'c-2')).toBe(false);
    expect(await ledger.linkContacts(store, [email], 'c-1')).toBe(true);
    expect(await ledger.readContacts(store, [email])).toMatchObject([{ customerId: 'c-1' }]);
  });

  it('of one store are unknown in another', async () => {
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(`${store}-2`, [email])).toEqual([{ contact: email }]);
  });

  it('are leased by one of many parallel attempts', async () => {
    const tries = Array.from({ length: 12 }, (_, index) =>
      ledger.leaseContacts(
        store,
        index % 2 ? [email, phone] : [phone, email],
        leaseOf(`h-${index}`),
        now,
      ),
    );
    const won = (await Promise.all(tries)).filter((states) => states !== undefined);
    expect(won).toHaveLength(1);
  });

  it('are leased all or none', async () => {
    await ledger.leaseContacts(store, [phone], leaseOf('other'), now);
    expect(await ledger.leaseContacts(store, [email, phone], leaseOf('me'), now)).toBeUndefined();
    const [state] = await ledger.readContacts(store, [email]);
    expect(state).toEqual({ contact: email });
  });

  it('show a lease while it lasts, and keep the mark of an interrupted create', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('killed'), now + 20_000);
    expect(await ledger.readContacts(store, [email])).toMatchObject([
      { leasedUntil: now + MINUTE },
    ]);
    const sentAt = now + 20_000;
    now += MINUTE;
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, creatingSince: sentAt },
    ]);
    expect(await ledger.leaseContacts(store, [email], leaseOf('next'), now)).toEqual([
      { contact: email, creatingSince: sentAt },
    ]);
  });

  it('can be linked over an expired lease, so that a killed attempt does not block them for ever', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('killed'), now);
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).not.toMatchObject([{ customerId: 'c-1' }]);
    now += MINUTE;
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).toMatchObject([
      { contact: email, customerId: 'c-1' },
    ]);
  });

  it('end a lease with new facts, and only for its holder', async () => {
    const lease = leaseOf('me');
    await ledger.leaseContacts(store, [email], lease, now);
    await ledger.endLease(store, [email], leaseOf('other'), { customerId: 'c-9' });
    expect(await ledger.readContacts(store, [email])).toMatchObject([{ leasedUntil: lease.until }]);
    await ledger.endLease(store, [email], lease, { customerId: 'c-1' });
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, customerId: 'c-1' },
    ]);
  });

  it('remember a refused create until the mark ends', async () => {
    await ledger.markContacts(store, [email], { creatingSince: 123, takenSince: 456 });
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, creatingSince: 123, takenSince: 456 },
    ]);
    await ledger.markContacts(store, [email], { takenSince: 0 });
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, creatingSince: 123 },
    ]);
  });

  it('remember a create without an answer as long as they lead to its customer', async () => {
    const mark = { contact: email, creatingSince: 123 };
    await ledger.markContacts(store, [email], { creatingSince: 123 });
    expect(await ledger.readContacts(store, [email])).toEqual([mark]);
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).toEqual([{ ...mark, customerId: 'c-1' }]);
    await ledger.forgetCustomer(store, 'c-1', [email]);
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, formerCustomerId: 'c-1' },
    ]);
  });
});

describe('customers', () => {
  it('lease their clocks to one holder at a time', async () => {
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('a'))).toEqual({});
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('b'))).toBeUndefined();
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('a'), { name: stamp })).toBe(true);
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('b'))).toEqual({
      name: stamp,
    });
  });

  it('refuse clocks of a holder that has lost its lease', async () => {
    await ledger.leaseCustomer(store, 'c-1', leaseOf('slow'));
    now += MINUTE;
    await ledger.leaseCustomer(store, 'c-1', leaseOf('next'));
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('slow'), { name: stamp })).toBe(false);
  });

  it('keep their clocks when a holder releases the lease', async () => {
    await ledger.addCustomer(store, 'c-1', { name: stamp });
    await ledger.leaseCustomer(store, 'c-1', leaseOf('a'));
    await ledger.releaseCustomer(store, 'c-1', leaseOf('a'));
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('b'))).toEqual({
      name: stamp,
    });
  });

  it('are added once', async () => {
    expect(await ledger.addCustomer(store, 'c-1', {})).toBe(true);
    expect(await ledger.addCustomer(store, 'c-1', {})).toBe(false);
  });

  it('free their contacts when they are forgotten, and no others', async () => {
    await ledger.addCustomer(store, 'c-1', { name: stamp });
    await ledger.leaseCustomer(store, 'c-1', leaseOf('a'));
    await ledger.linkContacts(store, [email], 'c-1');
    await ledger.linkContacts(store, [phone], 'c-2');
    await ledger.forgetCustomer(store, 'c-1', [email, phone]);
    expect(await ledger.readContacts(store, [email, phone])).toEqual([
      { contact: email, formerCustomerId: 'c-1' },
      { contact: phone, customerId: 'c-2' },
    ]);
    expect(await ledger.readClocks(store, 'c-1')).toEqual({ name: stamp });
    expect(await ledger.readClocks(store, 'c-9')).toEqual({});
    await ledger.linkContacts(store, [email], 'c-3');
    expect(await ledger.readContacts(store, [email])).toMatchObject([{ customerId: 'c-3' }]);
  });
});

it('holds no e-mail, no phone, and every item expires', async () => {
  await ledger.linkContacts(store, [email, phone], 'c-1');
  const text = await open.dump();
  expect(text).not.toMatch(/ada@|example\.com|\+886|912345678/);
  const items = (JSON.parse(text) as { Items: Record<string, unknown>[] }).Items;
  expect(items.filter((item) => item['expiresAt'] === undefined)).toEqual([]);
});

it('rejects without quoting when it cannot be reached', async () => {
  const table = openLocalTable({ endpoint: 'http://127.0.0.1:1', table: 'ledger' }, 1);
  const away = createLedger({ table, digest: createDigest('test-key'), now: () => now });
  await expect(away.readContacts(store, [email])).rejects.toMatchObject({
    name: 'WaitError',
    message: expect.stringMatching(/^the ledger cannot be reached \(\w+\)$/),
  });
});

describe('new customers', () => {
  // Two ids of one second, and one of the next second.
  const [one, other, later] = [
    '5ce0d084e388096bdb229a59',
    '5ce0d084e388096bdb229a5a',
    '5ce0d085e388096bdb229a5b',
  ];
  const DAY = 24 * 60 * MINUTE;
  const denied = { 'consent.email': { time: 7, id: 'e-2', denied: true as const } };
  const clocks = { name: stamp, birthday: stamp, ...denied };
  const newCustomer = (customerId: string) => ({ customerId, clocks });

  it('are recorded with one write for each second', async () => {
    open.writes();
    await ledger.addNewCustomers(store, [newCustomer(one), newCustomer(other), newCustomer(later)]);
    expect(open.writes()).toBe(2);
    for (const id of [one, other, later]) {
      expect(await ledger.readClocks(store, id)).toEqual(clocks);
    }
    expect(await ledger.readClocks(store, '5ce0d084e388096bdb229a5f')).toEqual({});
    expect(await ledger.readClocks('other-store', one)).toEqual({});
  });

  it('are recorded beside customers of other attempts in the same second', async () => {
    await ledger.addNewCustomers(store, [newCustomer(one)]);
    await ledger.addNewCustomers(store, [{ customerId: other, clocks: denied }]);
    expect(await ledger.readClocks(store, one)).toEqual(clocks);
    expect(await ledger.readClocks(store, other)).toEqual(denied);
  });

  it('have own items when their ids have no time', async () => {
    open.writes();
    await ledger.addNewCustomers(store, [newCustomer('c-1'), newCustomer('c-2')]);
    expect(open.writes()).toBe(2);
    expect(await ledger.readClocks(store, 'c-2')).toEqual(clocks);
  });

  it('have own items when their clocks are long', async () => {
    const tags = Array.from({ length: 20 }, (_, at) => [`tag:${String(at).repeat(30)}`, stamp]);
    const many = { ...Object.fromEntries(tags), name: stamp };
    const few = Object.fromEntries(tags.slice(0, 10));
    open.writes();
    await ledger.addNewCustomers(store, [{ customerId: one, clocks: many }, newCustomer(other)]);
    expect(await ledger.readClocks(store, one)).toEqual(many);
    expect(open.writes()).toBe(2);
    await ledger.addNewCustomers(store, [{ customerId: later, clocks: few }]);
    const [known] = await open.batchReads.readClocks([{ store, customerId: later }]);
    expect(known).toEqual({ clocks: few, isNewCustomer: true });
  });

  it('have own items when the shared item is full', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `5ce0d084${String(at).padStart(16, '0')}`);
    await ledger.addNewCustomers(store, ids.map(newCustomer));
    open.writes();
    await ledger.addNewCustomers(store, [newCustomer(one), newCustomer(other)]);
    expect(open.writes()).toBe(3);
    for (const id of [ids[99] ?? '', one, other]) {
      expect(await ledger.readClocks(store, id)).toEqual(clocks);
    }
  });

  it.each([
    ['are known', clocks],
    ['are looked up', undefined],
  ])('are leased with the clocks of their creation, which %s', async (_, born) => {
    await ledger.addNewCustomers(store, [newCustomer(one)]);
    expect(await ledger.leaseCustomer(store, one, leaseOf('u'), born)).toEqual(clocks);
    await ledger.releaseCustomer(store, one, leaseOf('u'));
    expect(await ledger.leaseCustomer(store, one, leaseOf('v'), born)).toEqual(clocks);
    expect(await ledger.readClocks(store, one)).toEqual(clocks);
  });

  it('keep later clocks', async () => {
    await ledger.addNewCustomers(store, [newCustomer(one)]);
    const since = { name: { time: 9, id: 'e-2' } };
    await ledger.leaseCustomer(store, one, leaseOf('u'));
    await ledger.saveClocks(store, one, leaseOf('u'), since);
    expect(await ledger.leaseCustomer(store, one, leaseOf('u'), clocks)).toEqual(since);
    await ledger.addNewCustomers(store, [newCustomer(one)]);
    expect(await ledger.readClocks(store, one)).toEqual(since);
  });

  it('are marked as new in batch reads, until the TTL must be extended', async () => {
    const said = { name: { time: 5, id: 'e-1' } };
    await ledger.addNewCustomers(store, [{ customerId: one, clocks: said }]);
    await ledger.addCustomer(store, other, denied);
    const asked = [one, other, later].map((customerId) => ({ store, customerId }));
    expect(await open.batchReads.readClocks(asked)).toEqual([
      { clocks: said, isNewCustomer: true },
      { clocks: denied },
      undefined,
    ]);
    now += DAY + 1_000;
    // Denials are kept for long anyway.
    expect(await open.batchReads.readClocks(asked.slice(0, 2))).toEqual([
      undefined,
      { clocks: denied },
    ]);
  });

  it('reports a contact that was lost meanwhile', async () => {
    await ledger.leaseContacts(store, [email, phone], leaseOf('h'), now);
    now += 2 * MINUTE;
    await ledger.leaseContacts(store, [phone], leaseOf('other'), now);
    expect(await ledger.endLease(store, [email, phone], leaseOf('h'), { customerId: one })).toBe(
      false,
    );
  });
});
