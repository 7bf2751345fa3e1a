import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/delivery/ledger-port.ts';
import type { Contact } from '../../../src/event/signup.ts';
import { openLedger, type OpenLedger } from '../../support/open-ledger.ts';

let open: OpenLedger;
let ledger: Ledger;
let store = '';
let stores = 0;
const now = 1_000_000_000_000;
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
const id = { source: 'shop', id: 'gid://shopify/Customer/1' };
const remember = (customerId: string, time = 5, contacts = [email, phone]) =>
  ledger.rememberVendorId(store, id, { customerId, contacts, time });
const find = () => ledger.findByVendorId(store, id);

describe('the id by which a source calls a customer', () => {
  it('is unknown until it is remembered, and in every other store and source', async () => {
    expect(await find()).toBeUndefined();
    await remember('c-1');
    expect(await find()).toBe('c-1');
    expect(await ledger.findByVendorId(`${store}-2`, id)).toBeUndefined();
    expect(await ledger.findByVendorId(store, { ...id, source: 'other' })).toBeUndefined();
  });

  it('stays what the newest event left', async () => {
    await remember('c-2', 7);
    await remember('c-1', 5);
    expect(await find()).toBe('c-2');
    await remember('c-3', 7);
    expect(await find()).toBe('c-3');
  });

  it.each<[string, readonly [Contact, string][], string | undefined]>([
    ['leads to the customer of its contacts now', [[email, 'c-9']], 'c-9'],
    [
      'leads to its customer while one contact still does',
      [
        [email, 'c-9'],
        [phone, 'c-1'],
      ],
      'c-1',
    ],
    [
      'leads nowhere where the contacts lead to two others',
      [
        [email, 'c-8'],
        [phone, 'c-9'],
      ],
      undefined,
    ],
  ])('%s', async (_, links, expected) => {
    await remember('c-1');
    for (const [contact, customerId] of links)
      await ledger.linkContacts(store, [contact], customerId);
    expect(await find()).toBe(expected);
  });

  it('leads nowhere while its customer is deleted, and to the new one afterwards', async () => {
    await ledger.linkContacts(store, [email, phone], 'c-1');
    await remember('c-1');
    await ledger.forgetCustomer(store, 'c-1', [email, phone]);
    expect(await find()).toBeUndefined();
    await ledger.linkContacts(store, [email], 'c-2');
    expect(await find()).toBe('c-2');
  });

  it('is kept only where it is there', async () => {
    await ledger.keepVendorId(store, id);
    expect(await find()).toBeUndefined();
  });
});
