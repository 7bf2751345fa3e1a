import { describe, expect, it } from 'vitest';
import { validateSignup } from '../../src/generated/signup-validators.js';
import { wrongsOf } from './schema-files.ts';

type Fields = Readonly<Record<string, unknown>>;

const aSignup = (customer: Fields = {}, more: Fields = {}): Fields => ({
  store: 'tw-main',
  customer: { email: 'ada@example.com', ...customer },
  ...more,
});

describe('the signup schema', () => {
  it.each<[string, Fields, Fields?]>([
    ['an e-mail alone', {}],
    ['a phone beside a cleared e-mail', { email: null, phone: '0912-345-678' }],
    ['an international phone', { phone: '+886 912 345 678' }],
    ['a phone in brackets', { phone: '(02) 2345-6789' }],
    ['everything cleared but the e-mail', { name: null, gender: null, birthday: null, note: null }],
    ['names in any script', { name: '林怡君', firstName: 'Zoë', lastName: 'O’Neil-Łuk' }],
    ['a birthday', { birthday: '1904-02-29' }],
    ['a birthday without a year', { birthday: '--02-29' }],
    ['a language with a region', { locale: 'pt-BR' }],
    ['a note of two lines', { note: 'met at the fair\nlikes tea' }],
    ['sixty tags', { tags: Array.from({ length: 60 }, (_, i) => `tag-${i}`) }],
    ['five addresses', { addresses: Array.from({ length: 5 }, () => ({ city: 'Taipei' })) }],
    [
      'consent by channel',
      {},
      { consent: { email: { state: 'granted' }, sms: { state: 'denied' } } },
    ],
    ['parameters of a platform', {}, { shopline: { custom_fields: { a: 'b' } }, shoplazza: {} }],
  ])('accepts %s', (_, customer, more) => {
    expect(wrongsOf(validateSignup, aSignup(customer, more))).toEqual([]);
  });

  it.each<[string, Fields, readonly string[]]>([
    ['an e-mail that is none', { email: 'ada' }, ['/customer/email format']],
    ['an endless e-mail', { email: `${'a'.repeat(250)}@b.tw` }, ['/customer/email maxLength']],
    ['neither contact', { email: null }, ['/customer anyOf']],
    ['a phone of letters', { phone: 'call me' }, ['/customer/phone pattern']],
    ['a phone of two digits', { phone: '12' }, ['/customer/phone minLength']],
    ['an endless phone', { phone: '1'.repeat(41) }, ['/customer/phone maxLength']],
    ['a phone that is a number', { phone: 912345678 }, ['/customer/phone type']],
    ['an empty name', { name: '' }, ['/customer/name minLength']],
    ['an endless name', { name: 'a'.repeat(201) }, ['/customer/name maxLength']],
    ['a name with a control character', { firstName: 'A\u0007' }, ['/customer/firstName pattern']],
    ['an unknown gender', { gender: 'f' }, ['/customer/gender enum']],
    ['a birthday in 1899', { birthday: '1899-12-31' }, ['/customer/birthday anyOf']],
    ['a day that does not exist', { birthday: '2001-02-29' }, ['/customer/birthday anyOf']],
    ['a yearless day that never exists', { birthday: '--02-30' }, ['/customer/birthday anyOf']],
    ['a birthday written otherwise', { birthday: '14.05.1992' }, ['/customer/birthday anyOf']],
    ['a language that is none', { locale: 'Traditional Chinese' }, ['/customer/locale pattern']],
    ['an empty id', { externalId: '' }, ['/customer/externalId minLength']],
    ['an endless note', { note: 'a'.repeat(2001) }, ['/customer/note maxLength']],
    ['a day as time', { registeredAt: '2026-11-22' }, ['/customer/registeredAt format']],
    [
      '61 tags',
      { tags: Array.from({ length: 61 }, (_, i) => `${i}`) },
      ['/customer/tags maxItems'],
    ],
    ['a tag twice', { tags: ['a', 'a'] }, ['/customer/tags uniqueItems']],
    ['an empty tag', { tags: [''] }, ['/customer/tags/0 minLength']],
    ['tags as text', { tags: 'a,b' }, ['/customer/tags type']],
    [
      'six addresses',
      { addresses: Array.from({ length: 6 }, () => ({ city: 'a' })) },
      ['/customer/addresses maxItems'],
    ],
    ['an empty address', { addresses: [{}] }, ['/customer/addresses/0 minProperties']],
    [
      'a country in words',
      { addresses: [{ countryCode: 'Taiwan' }] },
      ['/customer/addresses/0/countryCode pattern'],
    ],
    ['an unknown field', { nickname: 'Ada' }, ['/customer additionalProperties']],
  ])('refuses a customer with %s', (_, customer, wrongs) => {
    expect(wrongsOf(validateSignup, aSignup(customer))).toEqual(wrongs);
  });

  it.each<[string, Fields, readonly string[]]>([
    ['a store with a path in it', { store: '../other' }, ['/store pattern']],
    ['a consent that is a flag', { consent: { email: true } }, ['/consent/email type']],
    ['a consent without a state', { consent: { sms: {} } }, ['/consent/sms required']],
    ['an unknown state', { consent: { sms: { state: 'yes' } } }, ['/consent/sms/state enum']],
    [
      'an unknown channel',
      { consent: { fax: { state: 'denied' } } },
      ['/consent additionalProperties'],
    ],
    ['an option as text', { options: { sendWelcome: 'true' } }, ['/options/sendWelcome type']],
    [
      '61 parameters of a platform',
      { shopline: Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`a${i}`, 1])) },
      ['/shopline maxProperties'],
    ],
    ['a parameter in capitals', { shoplazza: { Tags: 'a' } }, ['/shoplazza propertyNames']],
    ['an unknown part', { shopify: {} }, ['additionalProperties']],
  ])('refuses %s', (_, more, wrongs) => {
    expect(wrongsOf(validateSignup, aSignup({}, more))).toEqual(wrongs);
  });

  it.each(['store', 'customer'])('refuses a signup without %s', (name) => {
    expect(wrongsOf(validateSignup, { ...aSignup(), [name]: undefined })).toEqual(['required']);
  });
});
