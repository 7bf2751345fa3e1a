import { describe, expect, it } from 'vitest';
import { phoneParts, toE164 } from '../../../src/platforms/shared/facts.ts';

describe('phoneParts', () => {
  it.each([
    ['Taiwan, with its prefix', '+886912345678', '0912345678', '886'],
    ['Hong Kong, which has none', '+85291234567', '91234567', '852'],
    ['United States', '+12025550123', '2025550123', '1'],
    ['Malaysia', '+60123456789', '0123456789', '60'],
    ['Italy, whose 0 is no prefix', '+390612345678', '0612345678', '39'],
    ['a freephone number without a country', '+80012345678', '12345678', '800'],
  ])('splits a number of %s', (_, e164, national, callingCode) => {
    expect(phoneParts(e164)).toEqual({ national, callingCode });
    expect(toE164({ national, callingCode })).toBe(e164);
  });

  it.each([['+5491123456789'], ['+79123456789'], ['+5215512345678'], ['+447911123456']])(
    'can read its own parts of %s back',
    (e164) => {
      const parts = phoneParts(e164);
      expect(parts && toE164(parts)).toBe(e164);
    },
  );

  it('keeps the digits of E.164 if the dialled ones could not be read back', () => {
    expect(phoneParts('+5492671843537')).toEqual({ national: '92671843537', callingCode: '54' });
  });

  it.each([['0912345678'], ['+'], ['nobody'], ['']])('has nothing for %j', (text) => {
    expect(phoneParts(text)).toBeUndefined();
  });
});

describe('toE164', () => {
  it.each([
    ['without the prefix', '912345678', '886'],
    ['with the prefix', '0912345678', '886'],
    ['with separators', '0912-345 678', '886'],
    ['with a plus in the code', '0912345678', '+886'],
    ['of 40 characters, separators included', '0912345678'.padEnd(40), '886'],
    ['international already', '+886912345678', ''],
    ['international, in a shop of another country', '+886 912 345 678', '852'],
  ])('reads a number %s', (_, national, callingCode) => {
    expect(toE164({ national, callingCode })).toBe('+886912345678');
  });

  it.each([
    ['a national number without its calling code', '0912345678', ''],
    ['a calling code that is none', '0912345678', 'TW'],
    ['a calling code that no country has', '0912345678', '0'],
    ['a calling code with a plus inside', '0912345678', '8+86'],
    ['more characters than a number has', '0912345678'.padEnd(41), '886'],
    ['an empty number', '', '886'],
    ['what is no number', 'ask Ada', '886'],
    ['a megabyte', '9'.repeat(1_000_000), '886'],
  ])('refuses %s', (_, national, callingCode) => {
    expect(toE164({ national, callingCode })).toBeUndefined();
  });
});
