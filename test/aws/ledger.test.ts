import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Contact } from '../../src/contact.ts';
import type { Ledger } from '../../src/relay/ledger-port.ts';
import { aCustomer } from '../support/a-customer.ts';
import { openLedger, type OpenLedger } from '../support/open-ledger.ts';

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
  it('are strangers until somebody links them', async () => {
    expect(await ledger.readContacts(store, [email])).toEqual([{ contact: email }]);
    await ledger.linkContacts(store, [email, phone], 'c-1');
    expect(await ledger.readContacts(store, [email, phone])).toEqual([
      { contact: email, customerId: 'c-1' },
      { contact: phone, customerId: 'c-1' },
    ]);
  });

  it('stay with the customer they were linked to first', async () => {
    await ledger.linkContacts(store, [email], 'c-1');
    await ledger.linkContacts(store, [email], 'c-2');
    expect(await ledger.readContacts(store, [email])).toMatchObject([{ customerId: 'c-1' }]);
  });

  it('of one store say nothing about another', async () => {
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(`${store}-2`, [email])).toEqual([{ contact: email }]);
  });

  it('are leased by one of many who try at once', async () => {
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

  it('show a lease while it lasts, and keep the mark of a create cut short', async () => {
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

  it('can be linked over a lease that ran out, or a killed attempt would hide them for ever', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('killed'), now);
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).not.toMatchObject([{ customerId: 'c-1' }]);
    now += MINUTE;
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, customerId: 'c-1' },
    ]);
  });

  it('end a lease with what became known, and only for its holder', async () => {
    const lease = leaseOf('me');
    await ledger.leaseContacts(store, [email], lease, now);
    await ledger.endLease(store, [email], leaseOf('other'), { customerId: 'c-9' });
    expect(await ledger.readContacts(store, [email])).toMatchObject([{ leasedUntil: lease.until }]);
    await ledger.endLease(store, [email], lease, { customerId: 'c-1' });
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, customerId: 'c-1' },
    ]);
  });

  it('remember a create without an answer until the customer is known', async () => {
    await ledger.markContacts(store, [email], { creatingSince: 123 });
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, creatingSince: 123 },
    ]);
    await ledger.linkContacts(store, [email], 'c-1');
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, customerId: 'c-1' },
    ]);
  });
});

describe('customers', () => {
  it('give their clocks to one holder at a time', async () => {
    expect(await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('a'))).toEqual({});
    expect(await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('b'))).toBeUndefined();
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('a'), { name: stamp })).toBe(true);
    expect(await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('b'))).toEqual({
      name: stamp,
    });
  });

  it('do not take clocks from a holder whose lease was taken over', async () => {
    await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('slow'));
    now += MINUTE;
    await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('next'));
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('slow'), { name: stamp })).toBe(false);
  });

  it('keep their clocks when a holder gives up', async () => {
    await ledger.addCustomer(store, 'c-1', { name: stamp });
    await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('a'));
    await ledger.releaseCustomer(store, 'c-1', leaseOf('a'));
    expect(await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('b'))).toEqual({
      name: stamp,
    });
  });

  it('are added once', async () => {
    expect(await ledger.addCustomer(store, 'c-1', {})).toBe(true);
    expect(await ledger.addCustomer(store, 'c-1', {})).toBe(false);
  });

  it('free their contacts when they are gone, and other contacts are left alone', async () => {
    await ledger.addCustomer(store, 'c-1', { name: stamp });
    await ledger.leaseCustomer(store, aCustomer('c-1'), leaseOf('a'));
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

it('says that it cannot be reached without quoting anything', async () => {
  const closed = await openLedger(() => now);
  await closed.close();
  await expect(closed.ledger.readContacts(store, [email])).rejects.toMatchObject({
    name: 'WaitError',
    message: expect.stringMatching(/^the ledger cannot be reached \(\w+\)$/),
  });
});

describe('a customer who was just created', () => {
  const newborn = { customerId: 'c-1', clocks: { name: stamp } };
  const create = async (contacts: readonly Contact[]): Promise<boolean> => {
    await ledger.leaseContacts(store, contacts, leaseOf('h'), now);
    return ledger.endLease(store, contacts, leaseOf('h'), newborn);
  };
  const lease = (contacts: readonly Contact[], known?: typeof newborn) =>
    ledger.leaseCustomer(store, { customerId: 'c-1', contacts, newborn: known }, leaseOf('u'));

  it('has clocks that stay with each contact', async () => {
    expect(await create([email, phone])).toBe(true);
    expect(await ledger.readContacts(store, [email, phone])).toEqual([
      { contact: email, customerId: 'c-1', newborn },
      { contact: phone, customerId: 'c-1', newborn },
    ]);
    expect(await ledger.readClocks(store, 'c-1')).toEqual({});
  });

  it.each([
    ['which are known', [], newborn],
    ['which are looked up', [phone, email], undefined],
  ])('gets them for good at the first lease, %s', async (_, contacts, known) => {
    await create([email]);
    expect(await lease(contacts, known)).toEqual({ name: stamp });
    expect(await ledger.readClocks(store, 'c-1')).toEqual({ name: stamp });
  });

  it('keeps what was said since, whatever the contacts still say', async () => {
    await create([email]);
    const later = { name: { time: 9, id: 'e-2' } };
    await lease([email]);
    await ledger.saveClocks(store, 'c-1', leaseOf('u'), later);
    expect(await lease([email], newborn)).toEqual(later);
  });

  it('is nobody whom another customer’s contact speaks of', async () => {
    await create([email]);
    const other = { customerId: 'c-2', contacts: [email] };
    expect(await ledger.leaseCustomer(store, other, leaseOf('u'))).toEqual({});
  });

  it('says so where one of the contacts was lost meanwhile', async () => {
    await ledger.leaseContacts(store, [email, phone], leaseOf('h'), now);
    now += 2 * MINUTE;
    await ledger.leaseContacts(store, [phone], leaseOf('other'), now);
    expect(await ledger.endLease(store, [email, phone], leaseOf('h'), newborn)).toBe(false);
  });

  it('is aging a day later', async () => {
    await create([email]);
    now += 24 * 60 * MINUTE + 1_000;
    const [state] = await ledger.readContacts(store, [email]);
    expect(state?.newborn).toEqual({ ...newborn, isAging: true });
  });

  it('stays as they are where a lease on their contact ends as it was', async () => {
    await create([email]);
    now += 24 * 60 * MINUTE + 1_000;
    const [before] = await ledger.readContacts(store, [email]);
    await ledger.leaseContacts(store, [email], leaseOf('h'), now);
    await ledger.endLease(store, [email], leaseOf('h'), before ?? {});
    expect(await ledger.readContacts(store, [email])).toEqual([
      { contact: email, customerId: 'c-1', newborn },
    ]);
  });
});
