import { describe, expect, it } from 'vitest';
import { validateShoplazzaUpdateCustomer } from '../../src/generated/shoplazza-validators.js';
import { wrongsOf } from './schema-files.ts';

describe('the body of Shoplazza Update Customer', () => {
  const wrongs = (customer: unknown): readonly string[] =>
    wrongsOf(validateShoplazzaUpdateCustomer, { customer });

  it('may hold every parameter', () => {
    const names = { first_name: 'Grace', last_name: 'Wu' };
    const rest = { accepts_marketing: false, accepts_sms_marketing: false, tags: 'a, b' };
    expect(wrongs({ ...names, ...rest })).toEqual([]);
  });

  it.each(['email', 'phone', 'contact_type', 'password', 'registered_at', 'addresses'])(
    'must not hold %s, which cannot be changed',
    (name) => {
      expect(wrongs({ [name]: 'a' })).toEqual(['/customer additionalProperties']);
    },
  );

  it.each<[unknown, string]>([
    [undefined, 'required'],
    [null, '/customer type'],
    [{ first_name: 1 }, '/customer/first_name type'],
    [{ tags: ['a'] }, '/customer/tags type'],
  ])('must not be %j', (customer, wrong) => {
    expect(wrongs(customer)).toEqual([wrong]);
  });
});
