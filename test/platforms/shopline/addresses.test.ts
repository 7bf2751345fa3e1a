import { describe, expect, it } from 'vitest';
import { mergeAddresses } from '../../../src/platforms/shopline/addresses.ts';
import type { AddressFact } from '../../../src/delivery/platform-port.ts';
import { STAMP } from './facts.ts';

const HOME = {
  country: 'TW',
  country_code: 'TW',
  city: 'Taipei',
  postcode: '105',
  address_1: '1 Example Road',
  recipient_name: 'Ada Lin',
  recipient_phone: '0912345678',
  recipient_phone_country_code: '886',
};

const asFact = (address: Record<string, unknown>): AddressFact => ({
  kind: 'address',
  key: `address:${JSON.stringify(address)}`,
  stamp: STAMP,
  address,
});

describe('mergeAddresses', () => {
  it.each([
    ['as it was sent', HOME],
    ['with the name of the country', { ...HOME, country: '台灣' }],
    [
      'with nulls for what is not known',
      { ...HOME, district: null, state: '', key: null, remarks: '' },
    ],
    ['in other letters', { ...HOME, city: ' taipei ', address_1: '1  EXAMPLE road' }],
    ['with the phone without its 0', { ...HOME, recipient_phone: '912-345-678' }],
    ['without a country', { ...HOME, country: null, country_code: null }],
    ['with the name of a country alone', { ...HOME, country: '台灣', country_code: null }],
    ['with its name in letters alone', { ...HOME, country: 'Taiwan', country_code: null }],
    ['with a code of the country that is none', { ...HOME, country: null, country_code: 'TW1' }],
    ['with the code of the country as its name', { ...HOME, country: 'tw', country_code: null }],
    ['with the phone with more zeros before it', { ...HOME, recipient_phone: '00912345678' }],
    ['in full-width digits', { ...HOME, postcode: '１０５' }],
  ])('knows an address again that is stored %s', (_, stored) => {
    expect(mergeAddresses([stored], [asFact(HOME)])).toEqual({ tooMany: [] });
  });

  it.each([
    ['another street', { ...HOME, address_1: '2 Example Road' }],
    ['another person', { ...HOME, recipient_name: 'Bob Lin' }],
    ['another country', { ...HOME, country: 'HK', country_code: 'HK' }],
    [
      'another country, said by its name alone',
      { ...HOME, country: 'HK', country_code: undefined },
    ],
    ['another phone', { ...HOME, recipient_phone: '0911000111' }],
    ['another phone, by zeros in the middle', { ...HOME, recipient_phone: '9120345678' }],
    ['another house number, by a space', { ...HOME, address_1: '1Example Road' }],
  ])('adds an address with %s to what is there', (_, address) => {
    const merged = mergeAddresses([HOME], [asFact(address)]);
    expect(merged).toEqual({ addresses: [HOME, address], tooMany: [] });
  });

  it('writes stored addresses back with the code of their country and all that they hold', () => {
    const stored = {
      ...HOME,
      country: '台灣',
      layer1: null,
      logistic_codes: ['1200001'],
      extra: 1,
    };
    const [first] = mergeAddresses([stored], [asFact({ city: 'Tainan' })]).addresses ?? [];
    expect(first).toEqual({ ...HOME, logistic_codes: ['1200001'], extra: 1 });
  });

  it('invents no country for a stored address without one', () => {
    const { addresses } = mergeAddresses([{ city: 'Tainan' }], [asFact({ city: 'Taipei' })]);
    expect(addresses).toEqual([{ city: 'Tainan' }, { city: 'Taipei' }]);
  });

  it('keeps to five and reports the rest', () => {
    const stored = Array.from({ length: 4 }, (_, at) => ({ city: `City ${at}` }));
    const [first, second] = [asFact({ city: 'Tainan' }), asFact({ city: 'Taipei' })];
    const merged = mergeAddresses(stored, [first, second]);
    expect(merged.addresses?.map(({ city }) => city)).toContain('Tainan');
    expect(merged.addresses).toHaveLength(5);
    expect(merged.tooMany).toEqual([second]);
    expect(mergeAddresses([...stored, HOME], [first])).toEqual({ tooMany: [first] });
  });

  it('adds an address once that two facts give in other letters', () => {
    const merged = mergeAddresses([], [asFact({ city: 'Tainan' }), asFact({ city: 'TAINAN' })]);
    expect(merged.addresses).toEqual([{ city: 'Tainan' }]);
  });
});
