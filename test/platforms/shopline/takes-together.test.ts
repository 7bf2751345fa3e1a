import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { takesTogether } from '../../../src/platforms/shopline/checks.ts';
import { mergeFitted } from '../../../src/delivery/field-clocks.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

type SignupParts = Parameters<typeof aNormalSignup>[0];

const ada = { email: 'ada@example.com' };
/** One signup a minute after the other. */
function together(...parts: readonly SignupParts[]): boolean {
  const all = parts.map((one, minute) => {
    const signup = aNormalSignup({
      id: `e-${minute}`,
      time: `2026-11-22T03:0${minute}:00Z`,
      ...one,
      customer: { ...ada, ...one?.customer },
    });
    return fit(signup, { digest: testDigest, defaults: undefined });
  });
  return takesTogether(all, mergeFitted(all));
}

const at = (line1: string) => ({ line1, city: 'Taipei', countryCode: 'TW' });
const addresses = (from: number, to: number) => ({
  addresses: Array.from({ length: to - from }, (_, index) => at(`${from + index} Road`)),
});
const tags = (from: number, to: number) => ({
  tags: Array.from({ length: to - from }, (_, index) => `tag-${from + index}`),
});

describe('SHOPLINE takes signups together', () => {
  it.each<[string, readonly SignupParts[]]>([
    ['of the same thing', [{}, {}]],
    ['of different things', [{ customer: { name: 'Ada' } }, { customer: { note: 'met' } }]],
    ['of a later name', [{ customer: { name: 'Ada' } }, { customer: { name: 'Ada Lin' } }]],
    ['of a name that is cleared', [{ customer: { name: 'Ada' } }, { customer: { name: null } }]],
    [
      'of consent in each channel',
      [
        { consent: { email: { state: 'granted' } } },
        { consent: { email: { state: 'denied' }, sms: { state: 'granted' } } },
      ],
    ],
    ['of five addresses', [{ customer: addresses(0, 3) }, { customer: addresses(2, 5) }]],
    ['of sixty tags', [{ customer: tags(0, 30) }, { customer: tags(30, 60) }]],
    [
      'of a birthday that is said again',
      [{ customer: { birthday: '1992-05-14' } }, { customer: { birthday: '2001-01-31' } }],
    ],
    ['of one birthday', [{}, { customer: { birthday: '1992-05-14' } }, {}]],
    [
      'of a list that is said again',
      [{ shopline: { phones: ['1', '2'] } }, { shopline: { phones: ['1', '2'] } }],
    ],
    ['of options, which belong to the first', [{ options: { sendWelcome: true } }, {}]],
  ])('%s', (_, parts) => {
    expect(together(...parts)).toBe(true);
  });
});

describe('SHOPLINE takes signups one after the other', () => {
  it.each<[string, readonly SignupParts[]]>([
    ['of six addresses', [{ customer: addresses(0, 3) }, { customer: addresses(3, 6) }]],
    ['of 61 tags', [{ customer: tags(0, 31) }, { customer: tags(31, 61) }]],
    [
      'of an address in two spellings',
      [{ customer: { addresses: [at('1 Road')] } }, { customer: { addresses: [at('1  ROAD')] } }],
    ],
    [
      'of a birthday in parts',
      [{ customer: { birthday: '1992-05-14' } }, { customer: { birthday: '--06-01' } }],
    ],
    [
      'of a year that replaces that of a birthday',
      [{ customer: { birthday: '1992-05-14' } }, { shopline: { birth_year: 2000 } }],
    ],
    [
      'of a day and a year, each for itself',
      [{ shopline: { birth_year: 2000 } }, { customer: { birthday: '--06-01' } }],
    ],
    [
      'of a list that a shop could add to',
      [{ shopline: { phones: ['1'] } }, { shopline: { phones: ['2'] } }],
    ],
    [
      'of fields that a shop keeps apart',
      [{ shopline: { custom_fields: { a: '1' } } }, { shopline: { custom_fields: { b: '1' } } }],
    ],
    [
      'of a parameter that the later one leaves alone',
      [{ shopline: { phones: '1' } }, { shopline: { phone: '2', phone_country_code: '886' } }],
    ],
  ])('%s', (_, parts) => {
    expect(together(...parts)).toBe(false);
  });
});
