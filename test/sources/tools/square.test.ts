import { describe, expect, it } from 'vitest';
import { readBy, signupIn } from '../delivery-of.ts';

const CUSTOMER = {
  id: 'CUSTDEMO01',
  created_at: '2026-09-15T03:20:00.123Z',
  updated_at: '2026-09-15T03:20:00Z',
  given_name: '怡君',
  family_name: '林',
  email_address: 'ada@example.com',
  phone_number: '0912-345-678',
  birthday: '1992-05-14',
  reference_id: 'MEMBER-0001',
  note: 'joined at the counter',
  creation_source: 'TERMINAL',
  preferences: { email_unsubscribed: false },
  group_ids: ['GROUP01'],
  version: 0,
  address: {
    address_line_1: '信義路五段100號',
    address_line_2: '2F',
    address_line_3: 'Room 3',
    sublocality: 'Xicun',
    locality: '信義區',
    administrative_district_level_1: '台北市',
    postal_code: '110',
    country: 'TW',
  },
};

const delivery = (
  changes: Readonly<Record<string, unknown>> = {},
  type = 'customer.created',
): unknown => ({
  merchant_id: 'MLDEMO',
  type,
  event_id: 'f6e89469-de2f-4ae4-84c7-83a956810001',
  created_at: '2026-09-15T03:20:01.076902762Z',
  data: { type: 'customer', id: 'CUSTDEMO01', object: { customer: { ...CUSTOMER, ...changes } } },
});
const read = (changes?: Readonly<Record<string, unknown>>, type?: string) =>
  readBy('square', delivery(changes, type));
const OLD = { created_at: '2024-01-01T00:00:00Z' };

describe('a Square delivery', () => {
  it('of customer.created is a signup with everything that Square knows', () => {
    expect(read()).toEqual([
      {
        kind: 'signup',
        type: 'customer.signed_up',
        id: 'f6e89469-de2f-4ae4-84c7-83a956810001',
        time: '2026-09-15T03:20:01.076902762Z',
        data: {
          customer: {
            email: 'ada@example.com',
            phone: '0912-345-678',
            firstName: '怡君',
            lastName: '林',
            birthday: '1992-05-14',
            externalId: 'MEMBER-0001',
            note: 'joined at the counter',
            registeredAt: '2026-09-15T03:20:00.123Z',
            addresses: [
              {
                line1: '信義路五段100號',
                line2: '2F, Room 3',
                district: 'Xicun',
                city: '信義區',
                province: '台北市',
                postalCode: '110',
                countryCode: 'TW',
              },
            ],
          },
        },
      },
    ]);
  });

  it.each([
    ['0000-09-21', '--09-21'],
    ['1992-05-14T00:00:00-00:00', '1992-05-14'],
    ['1992-02-30', '1992-02-30'],
    ['0000-00-00', undefined],
    [null, undefined],
  ])('with birthday %s gives %s', (birthday, expected) => {
    expect(signupIn(read({ birthday })).data.customer.birthday).toBe(expected);
  });

  it.each([
    [{ email_unsubscribed: true }, { email: { state: 'denied' } }],
    // The customer was not asked: no consent.
    [{ email_unsubscribed: false }, undefined],
    [{}, undefined],
    [null, undefined],
  ])('with preferences %j gives consent %j', (preferences, expected) => {
    expect(signupIn(read({ preferences })).data.consent).toEqual(expected);
  });

  it.each([
    ['customer.created', {}, 'customer.signed_up'],
    ['customer.created', { creation_source: 'THIRD_PARTY' }, 'customer.signed_up'],
    ['customer.created', { creation_source: 'EMAIL_COLLECTION' }, 'customer.signed_up'],
    ['customer.updated', {}, 'customer.signed_up'],
    ['customer.updated', OLD, 'customer.updated'],
    ['customer.updated', { creation_source: 'MERGE' }, 'customer.updated'],
    ['customer.updated', { creation_source: 'INSTANT_PROFILE' }, 'customer.updated'],
  ])('of %s with %j is %s', (type, changes, expected) => {
    expect(signupIn(read(changes, type)).type).toBe(expected);
  });

  it.each([
    ['customer.created', { creation_source: 'MERGE' }, 'it is a merge of customers'],
    [
      'customer.created',
      { creation_source: 'UNMERGE_RECOVERY' },
      'it is a merge of customers that was undone',
    ],
    ['customer.created', { creation_source: 'IMPORT' }, 'it is an import of customers'],
    ['customer.created', { creation_source: 'THIRD_PARTY_IMPORT' }, 'it is an import of customers'],
    [
      'customer.created',
      { creation_source: 'INSTANT_PROFILE' },
      'Square made it from a payment: it is no signup',
    ],
    [
      'customer.created',
      { email_address: null, phone_number: '' },
      'it has neither an e-mail nor a phone',
    ],
    ['customer.deleted', {}, 'its type is not about a signup'],
    ['test_notification', {}, 'its type is not about a signup'],
  ])('of %s with %j is skipped', (type, changes, why) => {
    const id = 'f6e89469-de2f-4ae4-84c7-83a956810001';
    expect(read(changes, type)).toEqual([{ kind: 'skipped', id, why }]);
  });

  it.each(['MERGE', 'IMPORT', 'INSTANT_PROFILE'])(
    'of a record that is no signup (%s) still brings its refusal, and nothing else',
    (creation_source) => {
      const preferences = { email_unsubscribed: true };
      const { type, data } = signupIn(read({ creation_source, preferences }, 'customer.created'));
      expect(type).toBe('customer.updated');
      expect(data).toEqual({
        customer: { email: signupIn(read({})).data.customer.email },
        consent: { email: { state: 'denied' } },
      });
    },
  );

  it('is known to the shop by its own id where the merchant gave it none', () => {
    expect(signupIn(read({ reference_id: null })).data.customer.externalId).toBe('CUSTDEMO01');
  });

  it('without its customer, or without its id, is no Square delivery', () => {
    const bare = { type: 'customer.created', event_id: 'e', data: { object: {} } };
    expect(() => readBy('square', bare)).toThrow('/data/object/customer is missing');
    expect(() => readBy('square', { type: 'customer.created' })).toThrow('`event_id` is missing');
  });
});
