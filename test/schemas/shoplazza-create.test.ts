import { describe, expect, it } from 'vitest';
import { validateShoplazzaCreateCustomer } from '../../src/generated/shoplazza-validators.js';
import { wrongsOf } from './schema-files.ts';
import { aFullAddress, anAddress, type Body } from './shoplazza-bodies.ts';

describe('the body of Shoplazza Create Customer', () => {
  const wrongs = (customer: Body): readonly string[] =>
    wrongsOf(validateShoplazzaCreateCustomer, { customer });
  const byEmail: Body = { contact_type: 'email', email: 'grace@example.com' };

  it.each<[string, Body]>([
    ['an e-mail alone', byEmail],
    ['a phone alone', { contact_type: 'phone', phone: '+15052814445' }],
    ['fifty addresses', { ...byEmail, addresses: Array.from({ length: 50 }, () => anAddress()) }],
    [
      'every parameter',
      {
        ...byEmail,
        phone: '+15052814445',
        first_name: 'Grace',
        last_name: 'Wu',
        accepts_marketing: false,
        accepts_sms_marketing: true,
        password: 'abcdef',
        password_confirmation: 'abcdef',
        tags: 'New Customer,Repeat Customer',
        registered_at: '2024-03-11T03:32:00Z',
        addresses: [aFullAddress],
      },
    ],
  ])('may hold %s', (_, customer) => {
    expect(wrongs(customer)).toEqual([]);
  });

  it.each<[string, Body, string]>([
    ['the type phone without a phone', { contact_type: 'phone' }, '/customer required'],
    ['an unknown type', { contact_type: 'fax' }, '/customer/contact_type enum'],
    ['an e-mail that is none', { email: 'grace' }, '/customer/email format'],
    ['a phone that is null', { phone: null }, '/customer/phone type'],
    [
      'a password of five',
      { password: 'abcde', password_confirmation: 'abcde' },
      '/customer/password minLength',
    ],
    ['a password alone', { password: 'abcdef' }, '/customer dependentRequired'],
    ['a confirmation alone', { password_confirmation: 'abcdef' }, '/customer dependentRequired'],
    ['tags as a list', { tags: ['New Customer'] }, '/customer/tags type'],
    [
      'a time that is not UTC',
      { registered_at: '2024-03-11T11:32:00+08:00' },
      '/customer/registered_at pattern',
    ],
    ['a day as time', { registered_at: '2024-03-11Z' }, '/customer/registered_at format'],
    ['a consent as text', { accepts_marketing: 'true' }, '/customer/accepts_marketing type'],
    [
      'an address without a country',
      { addresses: [anAddress({ country: undefined })] },
      '/customer/addresses/0 required',
    ],
    [
      'an undocumented parameter',
      { register_at: '2024-03-11T03:32:00Z' },
      '/customer additionalProperties',
    ],
  ])('must not hold %s', (_, customer, wrong) => {
    expect(wrongs({ ...byEmail, ...customer })).toEqual([wrong]);
  });

  it('needs the e-mail when the type is email', () => {
    expect(wrongs({ contact_type: 'email', phone: '+15052814445' })).toEqual([
      '/customer required',
    ]);
  });

  it('needs the type', () => {
    expect(wrongs({ email: 'grace@example.com' })).toEqual(['/customer required']);
  });

  it('needs the wrapper', () => {
    expect(wrongsOf(validateShoplazzaCreateCustomer, {})).toEqual(['required']);
  });
});
