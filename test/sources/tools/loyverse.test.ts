import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const CUSTOMER = {
  id: 'a4c0912a-bd29-46e4-9015-37e7cdb00001',
  name: '林怡君',
  email: 'ada@example.com',
  phone_number: '886912345678',
  address: '信義路五段100號',
  city: '台北市',
  region: '信義區',
  postal_code: '〒110',
  country_code: 'tw',
  note: 'first line\nsecond line',
  customer_code: 'M0001',
  created_at: '2026-09-15T03:20:00.000Z',
  updated_at: '2026-09-15T03:20:00.000Z',
  deleted_at: null,
  permanent_deletion_at: null,
};
const customers = (...changes: readonly Readonly<Record<string, unknown>>[]) => ({
  merchant_id: 'm-1',
  type: 'customers.update',
  created_at: '2026-09-15T03:20:04.779Z',
  customers: changes.map((change) => Object.assign({}, CUSTOMER, change)),
});
const read = (...changes: readonly Readonly<Record<string, unknown>>[]) =>
  readBy('loyverse', customers(...changes));

describe('a Loyverse delivery', () => {
  it('of a new customer is a signup, and its name stays one', () => {
    expect(read({})).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: 'm-1:a4c0912a-bd29-46e4-9015-37e7cdb00001:2026-09-15T03:20:00.000Z',
        time: '2026-09-15T03:20:00.000Z',
        data: {
          customer: {
            email: 'ada@example.com',
            phone: '886912345678',
            name: '林怡君',
            externalId: 'M0001',
            note: 'first line\nsecond line',
            registeredAt: '2026-09-15T03:20:00.000Z',
            addresses: [
              {
                line1: '信義路五段100號',
                city: '台北市',
                province: '信義區',
                postalCode: '110',
                countryCode: 'TW',
              },
            ],
          },
        },
      },
    ]);
  });

  it('holds several customers, each with its own id', () => {
    const found = read({}, { id: 'b', created_at: '2024-01-01T00:00:00Z' }, { id: 'c', email: '' });
    expect(
      found.map((one) =>
        one.kind === 'signup' ? one.type : one.kind === 'skipped' ? one.why : one.kind,
      ),
    ).toEqual(['customer.signed_up', 'customer.updated', 'customer.signed_up']);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
  });

  it.each([
    [{ deleted_at: '2026-09-15T03:20:00.000Z' }, 'it is a customer who was deleted'],
    [{ permanent_deletion_at: '2026-09-15T03:20:00.000Z' }, 'it is a customer who was deleted'],
    [{ email: null, phone_number: null }, 'it has neither an e-mail nor a phone'],
  ])('of a customer with %j is skipped', (change, why) => {
    expect(read(change)).toMatchObject([{ kind: 'skipped', why }]);
  });

  it('is known to the shop by its own id where the merchant gave it no code', () => {
    expect(signupIn(read({ customer_code: '' })).data.customer.externalId).toBe(CUSTOMER.id);
  });

  it.each([
    ['０９１２－３４５－６７８', '0912-345-678'],
    ['\u202a+886 912\u2013345\u2013678\u202c', '+886 912-345-678'],
    [886_912_345_678, '886912345678'],
    ['  ', undefined],
  ])('with phone %j gives %s', (phone_number, phone) => {
    expect(signupIn(read({ phone_number })).data.customer.phone).toBe(phone);
  });

  it('cuts a note that is longer than a note may be, and no character in two', () => {
    const note = `${'a'.repeat(1_998)}😀😀`;
    expect(signupIn(read({ note })).data.customer.note).toBe(`${'a'.repeat(1_998)}…`);
    expect(signupIn(read({ note: 'a'.repeat(2_000) })).data.customer.note).toHaveLength(2_000);
  });

  it('leaves out an address that is a country only, and reads countries by name', () => {
    const empty = { address: '', city: null, region: '', postal_code: '' };
    expect(signupIn(read(empty)).data.customer.addresses).toBeUndefined();
    const [address] = signupIn(read({ country_code: 'Taiwan' })).data.customer.addresses ?? [];
    expect(address).toMatchObject({ countryCode: 'TW' });
  });

  it('about something else is skipped, and without a customer is nothing', () => {
    const receipts = { merchant_id: 'm-1', type: 'receipts.update', receipts: [] };
    expect(readBy('loyverse', receipts)).toMatchObject([{ kind: 'skipped' }]);
    expect(read()).toEqual([]);
  });

  it('without its customers is no Loyverse delivery', () => {
    const bare = { merchant_id: 'm-1', type: 'customers.update' };
    expect(() => readBy('loyverse', bare)).toThrow('`customers` is missing');
  });
});
