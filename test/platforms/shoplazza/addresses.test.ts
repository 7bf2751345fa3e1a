import { describe, expect, it } from 'vitest';
import { addressIdentity, isSameAddress } from '../../../src/platforms/shoplazza/addresses.ts';

const address = {
  first_name: 'Ada',
  last_name: 'Lin',
  address1: '1 Example Road',
  address2: '',
  city: 'Austin',
  province: 'Texas',
  province_code: 'TX',
  country: 'United States',
  country_code: 'US',
  phone: '+12025550123',
};

describe('isSameAddress', () => {
  it.each([
    { name: 'itself', change: {} },
    {
      name: 'the id and the other fields of an answer',
      change: { id: 'a-1', name: 'Ada Lin', default: true },
    },
    {
      name: 'empty and null for what was left out',
      change: { company: '', zip: null, gender: '' },
    },
    { name: 'letter case and spaces', change: { address1: ' 1  EXAMPLE road ', city: 'AUSTIN' } },
    { name: 'the name of the country', change: { country: 'USA' } },
    { name: 'a province that the shop left out', change: { province: '', province_code: '' } },
    { name: 'the name of the province alone', change: { province_code: '' } },
    { name: 'another spelling of the province, by its code', change: { province: 'Tex.' } },
    { name: 'a phone in parts', change: { phone: '202-555-0123', phone_area_code: '+1' } },
    { name: 'a phone without its calling code', change: { phone: '2025550123' } },
  ])('is the same with $name', ({ change }) => {
    expect(isSameAddress(address, { ...address, ...change })).toBe(true);
  });

  it.each([
    { first_name: 'Bo' },
    { last_name: 5 },
    { company: 'Example Ltd.' },
    { address1: '2 Example Road' },
    { address2: 'Suite 7' },
    { area: 'Downtown' },
    { city: 'Dallas' },
    { zip: '73301' },
    { country_code: 'MX' },
    { province: 'Ohio', province_code: 'OH' },
    { province: 'Ohio', province_code: '' },
    { phone: '+12025550124' },
    { phone: '' },
    { email: 'ada@example.com' },
  ])('is another with %o', (change) => {
    expect(isSameAddress(address, { ...address, ...change })).toBe(false);
  });
});

describe('the provinces of two addresses', () => {
  const texas = { province: 'Texas', province_code: 'TX' };
  const nowhere = { province: '', province_code: '' };
  const byCode = { province: '', province_code: 'TX' };
  const byName = { province: 'Texas', province_code: '' };
  const same = (a: object, b: object): boolean =>
    isSameAddress({ ...address, ...a }, { ...address, ...b });

  it.each([
    ['both have code and name', texas, texas, true],
    ['one has neither', nowhere, texas, true],
    ['one has the name only', byName, texas, true],
    ['one has the code only', byCode, texas, true],
    ['one has the code only and the other the name only', byCode, byName, true],
    ['the codes differ', texas, { ...texas, province_code: 'OH' }, false],
    ['the names differ and no code helps', byName, { ...byName, province: 'Ohio' }, false],
    ['one has another code only', { ...byCode, province_code: 'OH' }, texas, false],
  ])('agree or not, where %s', (_, a, b, expected) => {
    expect([same(a, b), same(b, a)]).toEqual([expected, expected]);
  });
});

describe('the phones of two addresses', () => {
  const same = (a: object, b: object): boolean =>
    isSameAddress({ ...address, ...a }, { ...address, ...b });

  it.each([
    [
      'one has the calling code apart',
      { phone: '+12025550123' },
      { phone: '2025550123', phone_area_code: '1' },
      true,
    ],
    ['one is without its calling code', { phone: '+12025550123' }, { phone: '2025550123' }, true],
    [
      'one has its national 0',
      { phone: '+886912345678' },
      { phone: '0912345678', phone_area_code: '+886' },
      true,
    ],
    [
      'one has spaces before its plus',
      { phone: ' +886912345678', phone_area_code: '886' },
      { phone: '+886912345678' },
      true,
    ],
    ['neither has one', { phone: '' }, { phone: null }, true],
    ['one has none', { phone: '+12025550123' }, { phone: null }, false],
    [
      'the calling codes differ',
      { phone: '912345678', phone_area_code: '886' },
      { phone: '912345678', phone_area_code: '84' },
      false,
    ],
    ['one begins like the other', { phone: '+12025550123' }, { phone: '+1202' }, false],
    ['zeros in the middle differ', { phone: '9120345678' }, { phone: '912345678' }, false],
  ])('agree or not, where %s', (_, a, b, expected) => {
    expect([same(a, b), same(b, a)]).toEqual([expected, expected]);
  });
});

describe('addressIdentity', () => {
  it('does not depend on the order of fields, on default or on letter case', () => {
    const turned = Object.fromEntries(Object.entries(address).toReversed());
    expect(addressIdentity({ ...turned, city: 'AUSTIN', default: true })).toBe(
      addressIdentity({ ...address, default: false }),
    );
  });

  it.each([
    { phone: ' +12025550123', phone_area_code: '886' },
    { phone: '+1 (202) 555-0123', phone_area_code: '886' },
    { phone: '2025550123', phone_area_code: '+1' },
    { phone: '02025550123', phone_area_code: '1' },
  ])('does not depend on how the phone is written: %o', (change) => {
    expect(addressIdentity({ ...address, ...change })).toBe(addressIdentity(address));
  });

  it.each([
    { city: 'Dallas' },
    { province: 'Ohio' },
    { province_code: 'OH' },
    { phone: '+12025550124' },
    { address1: '1Example Road' },
  ])('tells an address apart by %o', (change) => {
    expect(addressIdentity({ ...address, ...change })).not.toBe(addressIdentity(address));
  });
});
