import { describe, expect, it } from 'vitest';
import { validateShoplineUpdateCustomer } from '../../src/generated/shopline-validators.js';
import { wrongsOf } from './schema-files.ts';
import { type Body, BROKEN, common } from './shopline-bodies.ts';

describe('the body of SHOPLINE Update Customer', () => {
  const valid = (body: Body): readonly string[] => wrongsOf(validateShoplineUpdateCustomer, body);

  it.each<[string, Body]>([
    ['nothing', {}],
    ['phones as the guide writes them', { phones: '02-20000000,0910000000' }],
    ['a birthday without a year', { birth_month: 2, birth_day: 29 }],
    [
      'an address without logistics',
      { delivery_addresses: [{ city: 'Ipoh', logistic_codes: null }] },
    ],
    ['an empty tier', { membership_tier_id: '' }],
    [
      'every parameter',
      {
        ...common,
        birthday: '1990-05-17',
        phones: ['0910000000', '02-20000000'],
        is_blacklisted: false,
        tier_expires_at: '2030-12-31',
        ref_user_id: null,
        custom_fields: { '000000000000000000000004': 'window seat' },
        registered_at: '2026-01-02T03:04:05Z',
        locale_code: 'zh-hant',
        facebook_info: {},
        line_info: {},
      },
    ],
  ])('may hold %s', (_, body) => {
    expect(valid(body)).toEqual([]);
  });

  it.each<[string, Body, string]>([
    ...BROKEN,
    ['a phone without its calling code', { phone: '062000000' }, 'dependentRequired'],
    [
      'a blank calling code',
      { phone: '062000000', phone_country_code: '' },
      '/phone_country_code minLength',
    ],
    ['a field value that is no text', { custom_fields: { a: 1 } }, '/custom_fields/a type'],
    ['a day as time', { registered_at: '2026-01-02' }, '/registered_at format'],
    ['a parameter of create', { send_notification: false }, 'additionalProperties'],
  ])('must not hold %s', (_, body, wrong) => {
    expect(valid(body)).toEqual([wrong]);
  });
});
