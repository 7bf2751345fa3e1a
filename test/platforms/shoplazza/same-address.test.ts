import { describe, expect, it } from 'vitest';
import { addressIdentity, isSameAddress } from '../../../src/platforms/shoplazza/same-address.ts';

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

describe('addressIdentity', () => {
  it('does not depend on the order of fields, on default or on letter case', () => {
    const turned = Object.fromEntries(Object.entries(address).toReversed());
    expect(addressIdentity({ ...turned, city: 'AUSTIN', default: true })).toBe(
      addressIdentity({ ...address, default: false }),
    );
  });

  it('tells addresses apart', () => {
    expect(addressIdentity({ ...address, city: 'Dallas' })).not.toBe(addressIdentity(address));
  });
});
