import { describe, expect, it } from 'vitest';
import type { SignupAddress } from '../../../src/generated/types.ts';
import { addressesOf } from '../../../src/platforms/shoplazza/addresses.ts';
import { fit } from '../../../src/platforms/shoplazza/shoplazza.ts';
import { aNormalSignup, aShoplazzaVersion, testDigest } from '../../support/platform-fixtures.ts';
import { ada, fitted } from './fitted.ts';

describe('addresses', () => {
  const line: SignupAddress = { line1: '1 Example Road', firstName: 'Ada', lastName: 'Lin' };
  const addresses = (list: SignupAddress[], customer = {}): readonly unknown[] =>
    addressesOf(fitted({ customer: { ...ada, ...customer, addresses: list } }).facts);

  it('has every field that Shoplazza can hold', () => {
    const whole: SignupAddress = {
      ...line,
      phone: '+886912345678',
      line2: '2nd floor',
      district: 'Songshan',
      city: 'Taipei',
      province: 'Taipei City',
      provinceCode: 'TPE',
      postalCode: '105',
      countryCode: 'TW',
      company: 'Example Ltd.',
      default: true,
    };
    expect(addresses([whole])).toEqual([
      {
        first_name: 'Ada',
        last_name: 'Lin',
        phone: '+886912345678',
        address1: '1 Example Road',
        address2: '2nd floor',
        area: 'Songshan',
        city: 'Taipei',
        province: 'Taipei City',
        province_code: 'TPE',
        zip: '105',
        country: 'Taiwan',
        country_code: 'TW',
        company: 'Example Ltd.',
        default: true,
      },
    ]);
  });

  it('takes the country from the store, both lines always, and default false', () => {
    expect(addresses([line])).toEqual([
      {
        first_name: 'Ada',
        last_name: 'Lin',
        address1: '1 Example Road',
        address2: '',
        country: 'United States',
        country_code: 'US',
        default: false,
      },
    ]);
  });

  it('leaves a missing first line empty', () => {
    const city = { city: 'Taipei', firstName: 'Ada', lastName: 'Lin' };
    expect(addresses([city])).toMatchObject([{ address1: '', address2: '', city: 'Taipei' }]);
  });

  it.each([
    { address: {}, customer: { name: 'Bo Chen' }, names: ['Bo', 'Chen'] },
    { address: {}, customer: { firstName: 'Bo' }, names: ['Bo', ''] },
    { address: { firstName: 'Cy' }, customer: { name: 'Bo Chen' }, names: ['Cy', ''] },
    { address: { lastName: 'Day' }, customer: { name: 'Bo Chen' }, names: ['', 'Day'] },
  ])('$address of $customer goes to $names', ({ address, customer, names }) => {
    const [first_name, last_name] = names;
    expect(addresses([{ line1: 'x', ...address }], customer)).toMatchObject([
      { first_name, last_name },
    ]);
  });

  it.each([
    { name: 'no names', address: { line1: 'x' }, country: 'US' },
    { name: 'no country', address: line, country: undefined },
    { name: 'a country that is no code', address: line, country: 'Chad' },
    { name: 'an unknown country', address: { ...line, countryCode: 'XX' }, country: 'US' },
  ])('reports an address with $name as unheld', ({ address, country }) => {
    const parts = { customer: { ...ada, addresses: [address] } };
    const result = fit(aNormalSignup(parts), {
      digest: testDigest,
      country,
      version: aShoplazzaVersion(),
    });
    expect(result.facts.filter(({ kind }) => kind === 'address')).toEqual([]);
    expect(result.unheld).toEqual(['customer.addresses.0']);
  });

  it('has at most one default address, and says so', () => {
    const list = [
      { ...line, line1: 'a' },
      { ...line, line1: 'b', default: true },
      { ...line, line1: 'c', default: true },
    ];
    expect(addresses(list)).toMatchObject([
      { address1: 'a', default: false },
      { address1: 'b', default: true },
      { address1: 'c', default: false },
    ]);
    expect(fitted({ customer: { ...ada, addresses: list } }).unheld).toEqual([
      'customer.addresses.2.default',
    ]);
  });

  it('orders the default address by a clock of its own', () => {
    const parts = { customer: { ...ada, addresses: [{ ...line, default: true }] } };
    const keys = fitted(parts).facts.flatMap(({ kind, key }) => (kind === 'address' ? key : []));
    expect(keys).toEqual([expect.stringMatching(/^address:[0-9a-f]{64}$/), 'address.default']);
  });
});
