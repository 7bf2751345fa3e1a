import { describe, expect, it } from 'vitest';
import { validateShoplineCreateCustomer } from '../../src/generated/shopline-validators.js';
import { wrongsOf } from './schema-files.ts';
import { type Body, BROKEN, common } from './shopline-bodies.ts';

describe('the body of SHOPLINE Create Customer', () => {
  const valid = (body: Body): readonly string[] => wrongsOf(validateShoplineCreateCustomer, body);

  it.each<[string, Body]>([
    ['an e-mail alone', { email: 'grace@example.com' }],
    ['a phone alone', { mobile_phone: '922000222', mobile_phone_country_calling_code: '886' }],
    [
      'what can be null as null',
      { ...common, name: null, gender: null, birthday: null, memo: null },
    ],
    ['a birthday', { ...common, birthday: '2013-11-11', phones: '0910000000, 02-20000000' }],
    [
      'every parameter',
      {
        ...common,
        birth_year: 1990,
        birth_month: 2,
        birth_day: 29,
        send_notification: false,
        notification_types: ['email', 'sms'],
        phones: '0910000000',
        is_allow_welcome_credit: false,
        created_by: 'openapi',
        created_by_channel_id: '000000000000000000000002',
        registered_by: 'pos',
        registered_by_channel_id: '000000000000000000000003',
      },
    ],
  ])('may hold %s', (_, body) => {
    expect(valid(body)).toEqual([]);
  });

  it.each<[string, Body, string]>([
    ...BROKEN.filter(([, body]) => !('mobile_phone' in body)),
    ['phones as a list', { phones: ['0910000000'] }, '/phones type'],
    ['an unknown channel', { notification_types: ['push'] }, '/notification_types/0 enum'],
    ['an unknown origin', { created_by: 'web' }, '/created_by enum'],
    ['an unknown origin of the member', { registered_by: 'web' }, '/registered_by enum'],
    ['a parameter of update', { ref_user_id: 'crm-7' }, 'additionalProperties'],
  ])('must not hold %s', (_, body, wrong) => {
    expect(valid({ email: 'grace@example.com', ...body })).toEqual([wrong]);
  });

  it('needs an e-mail or a phone', () => {
    expect(valid({ name: 'Grace Wu' })).toEqual(['anyOf']);
  });

  it('needs the calling code of a mobile phone', () => {
    expect(valid({ mobile_phone: '922000222' })).toEqual(['dependentRequired']);
  });
});
