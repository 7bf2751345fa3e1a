import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import type { Contact } from '../../../src/event/signup.ts';
import { createDigest } from '../../../src/event/digest.ts';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import { TRIED } from '../../../src/delivery/shop-state.ts';
import { NEW_STORE, type StoreStates } from '../../../src/rate-limit/state.ts';
import { type AwsProxy, openAwsProxy } from '../../support/aws-proxy.ts';
import { ledgerItems, putLedgerItem } from '../../support/ledger-table.ts';
import { openLocalTable, openTable, type OpenTable } from '../../support/local-table.ts';

const MINUTE = 60_000;
const START = 1_000_000_000_000;
let now = START;
let open: OpenTable;
let proxy: AwsProxy;
let ledger: Ledger;
let states: StoreStates;
let store = '';
let stores = 0;

beforeAll(async () => {
  open = await openTable();
  proxy = await openAwsProxy(open.dynamoDb.endpoint);
  const table = openLocalTable({ endpoint: proxy.url, table: open.dynamoDb.table }, 3);
  ledger = createLedger({ table, digest: createDigest('test-key'), now: () => now });
  states = createStoreStates({ table, now: () => now, newMark: randomUUID });
});
afterAll(async () => {
  await proxy.close();
  await open.close();
});
beforeEach(() => {
  proxy.reset();
  store = `store-${(stores += 1)}`;
  now = START;
});

const isWrite = (target: string): boolean => /UpdateItem|PutItem/.test(target);

/** Carries out the next writes, and loses their answers. `first` runs in between. */
function loseAnswers(
  count: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): void {
  let left = count;
  proxy.set(async ({ target }, forward) => {
    const answer = await forward();
    if (!isWrite(target) || left === 0) return answer;
    left -= 1;
    await between();
    return 'reset';
  });
}

const email: Contact = { kind: 'email', value: 'ada@example.com' };
const phone: Contact = { kind: 'phone', value: '+886912345678' };
const leaseOf = (holder: string) => ({ holder, until: now + MINUTE });
const clocks = { name: { time: 5, id: 'e-1' } };
const [one, other] = ['5ce0d084e388096bdb229a59', '5ce0d084e388096bdb229a5a'];

describe('a lease on contacts whose answer is lost', () => {
  it('is held, with the state before it', async () => {
    await ledger.markContacts(store, [phone], { creatingSince: 123, takenSince: 7 });
    loseAnswers(2);
    expect(await ledger.leaseContacts(store, [email, phone], leaseOf('me'), now)).toEqual([
      { contact: phone, creatingSince: 123, takenSince: 7 },
      { contact: email },
    ]);
  });

  it('is not held where another attempt holds it, even if that answer is lost as well', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('other'), now);
    loseAnswers(1);
    expect(await ledger.leaseContacts(store, [email], leaseOf('me'), now)).toBeUndefined();
  });

  it('keeps the mark of a killed attempt that held it before', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('killed'), now + 20_000);
    now += MINUTE;
    loseAnswers(1);
    expect(await ledger.leaseContacts(store, [email], leaseOf('me'), now + 20_000)).toEqual([
      { contact: email, creatingSince: START + 20_000 },
    ]);
  });

  it('is taken from an item of an older version', async () => {
    await ledger.markContacts(store, [email], { creatingSince: 123 });
    const { dynamoDb } = open;
    for (const { creatingBefore: _, ...item } of await ledgerItems({ dynamoDb }))
      await putLedgerItem({ dynamoDb }, item);
    loseAnswers(1);
    expect(await ledger.leaseContacts(store, [email], leaseOf('me'), now)).toMatchObject([
      { creatingSince: 123 },
    ]);
  });

  it('ends with its customer, and is said to have held', async () => {
    await ledger.leaseContacts(store, [email], leaseOf('me'), now);
    loseAnswers(1);
    const end = { customerId: one };
    expect(await ledger.endLease(store, [email], leaseOf('me'), end)).toBe(true);
    expect(await ledger.readContacts(store, [email])).toEqual([{ contact: email, ...end }]);
  });

  it('is not said to have held after it ran out', async () => {
    const lease = leaseOf('me');
    await ledger.leaseContacts(store, [email], lease, now);
    now += MINUTE;
    loseAnswers(1);
    expect(await ledger.endLease(store, [email], lease, { customerId: one })).toBe(false);
  });

  it('is given up where no try is answered, with all others of the same attempt', async () => {
    await ledger.markContacts(store, [email], { creatingSince: 123 });
    let writes = 0;
    proxy.set(async ({ target, input }, forward) => {
      const isTake = isWrite(target) && String(input['UpdateExpression']).includes(':lease');
      const answer = await forward();
      // The first contact is leased; all answers about the second one are lost.
      return isTake && (writes += 1) > 1 ? 'reset' : answer;
    });
    await expect(
      ledger.leaseContacts(store, [email, phone], leaseOf('me'), now),
    ).rejects.toMatchObject({ name: 'WaitError' });
    expect(await ledger.readContacts(store, [email, phone])).toEqual([
      { contact: email, creatingSince: 123 },
      { contact: phone },
    ]);
  });
});

describe('a customer', () => {
  it('is leased although the answer is lost, with its clocks and the end of a killed lease', async () => {
    await ledger.addCustomer(store, 'c-1', clocks);
    const before = await ledger.leaseCustomer(store, 'c-1', leaseOf('killed'));
    expect(before).toEqual(clocks);
    now += MINUTE;
    const plain = await ledger.leaseCustomer(store, 'c-1', leaseOf('next'));
    now += MINUTE;
    loseAnswers(1);
    const lost = await ledger.leaseCustomer(store, 'c-1', leaseOf('me'));
    expect(lost?.[TRIED]?.time).toBe((plain?.[TRIED]?.time ?? 0) + MINUTE);
    expect(lost).toMatchObject(clocks);
  });

  it('shows no killed lease where there was none', async () => {
    loseAnswers(1);
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('me'))).toEqual({});
  });

  it('is not leased where another attempt holds it', async () => {
    await ledger.leaseCustomer(store, 'c-1', leaseOf('other'));
    loseAnswers(1);
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('me'))).toBeUndefined();
  });

  it('is free again where no try to lease it is answered, and shows no lease', async () => {
    proxy.set(async ({ input }, forward) => {
      const answer = await forward();
      return String(input['UpdateExpression']).includes(':lease') ? 'reset' : answer;
    });
    await expect(ledger.leaseCustomer(store, 'c-1', leaseOf('me'))).rejects.toThrow(
      'cannot be reached',
    );
    proxy.reset();
    expect(await ledger.leaseCustomer(store, 'c-1', leaseOf('next'))).toEqual({});
  });

  it('has its clocks once, and says so', async () => {
    await ledger.leaseCustomer(store, 'c-1', leaseOf('me'));
    loseAnswers(1);
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('me'), clocks)).toBe(true);
    const after = { ...clocks, note: { time: 6, id: 'e-2' } };
    await ledger.leaseCustomer(store, 'c-1', leaseOf('next'));
    loseAnswers(1);
    expect(await ledger.saveClocks(store, 'c-1', leaseOf('me'), after)).toBe(false);
    expect(await ledger.readClocks(store, 'c-1')).toEqual(clocks);
  });

  it('is added once, and says so', async () => {
    loseAnswers(1);
    expect(await ledger.addCustomer(store, 'c-1', clocks)).toBe(true);
    loseAnswers(1);
    expect(await ledger.addCustomer(store, 'c-1', {})).toBe(false);
  });

  it('is recorded with others once: one item, one count', async () => {
    loseAnswers(1);
    await ledger.addNewCustomers(store, [
      { customerId: one, clocks },
      { customerId: other, clocks },
    ]);
    const items = (await ledgerItems(open)).filter(({ pk }) => JSON.stringify(pk).includes(store));
    expect(items).toMatchObject([{ customers: { N: '2' } }]);
    expect(await ledger.readClocks(store, other)).toEqual(clocks);
  });
});

describe('the state of a store', () => {
  const next = { ...NEW_STORE, version: 1, plannedUntil: 9 };

  it('is written once, and says so', async () => {
    loseAnswers(1);
    expect(await states.write(store, next, 0)).toBe(true);
    expect(await states.read(store)).toEqual(next);
  });

  it('is not taken for its own where another function wrote the same state', async () => {
    await states.write(store, next, 0);
    loseAnswers(1);
    expect(await states.write(store, next, 0)).toBe(false);
  });

  it('is not taken for its own where another function has written since', async () => {
    loseAnswers(1, async () => {
      proxy.reset();
      await states.write(store, { ...next, version: 2 }, 1);
    });
    expect(await states.write(store, next, 0)).toBe(false);
  });
});
