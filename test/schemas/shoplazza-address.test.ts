import { describe, expect, it } from 'vitest';
import { validateShoplazzaCreateAddress } from '../../src/generated/shoplazza-validators.js';
import { wrongsOf } from './schema-files.ts';
import { aFullAddress, anAddress, type Body } from './shoplazza-bodies.ts';

describe('the body of Shoplazza Create Address', () => {
  const wrongs = (address: Body): readonly string[] =>
    wrongsOf(validateShoplazzaCreateAddress, address);

  it('may hold every parameter', () => {
    expect(wrongs(aFullAddress)).toEqual([]);
  });

  it.each<[string, Body, string]>([
    ['no country code', { country_code: undefined }, 'required'],
    ['a blank country', { country: '' }, '/country minLength'],
    ['a country code in words', { country_code: 'Taiwan' }, '/country_code pattern'],
    ['an unknown gender', { gender: 'other' }, '/gender enum'],
    ['an e-mail that is none', { email: 'grace' }, '/email format'],
    ['a default as text', { default: 'true' }, '/default type'],
    ['the wrapper of newer versions', { address: {} }, 'additionalProperties'],
  ])('must not hold %s', (_, overrides, wrong) => {
    expect(wrongs(anAddress(overrides))).toEqual([wrong]);
  });
});
