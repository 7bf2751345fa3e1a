import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const deps = { digest: testDigest, defaults: undefined };
const withEmail = { email: 'ada@example.com' };

describe('tags and addresses', () => {
  it('makes a fact of each tag that SHOPLINE can hold and reports the others', () => {
    const tags = ['ab', 'fair', 'x'.repeat(40), 'x'.repeat(41), '小美', '小美麗', '😀😀'];
    const { facts, unheld } = fit(aNormalSignup({ customer: { ...withEmail, tags } }), deps);
    expect(facts.flatMap((fact) => (fact.kind === 'tag' ? [fact.tag] : []))).toEqual([
      'fair',
      'x'.repeat(40),
      '小美麗',
    ]);
    expect(unheld).toEqual([0, 3, 4, 6].map((at) => `customer.tags.${at}`));
  });

  it('gives keys that hold no personal data', () => {
    const customer = {
      ...withEmail,
      tags: ['ada@example.com'],
      addresses: [{ line1: 'Example Road' }],
    };
    const keys = fit(aNormalSignup({ customer }), deps).facts.map(({ key }) => key);
    expect(keys.slice(1)).toEqual([
      `tag:${testDigest('ada@example.com')}`,
      `address:${testDigest('{"address_1":"Example Road"}')}`,
    ]);
  });

  it('maps an address and reports the fields without a place', () => {
    const address = {
      firstName: 'Ada',
      lastName: 'Lin',
      phone: '+886912345678',
      line1: '1 Example Road',
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
    const { facts, unheld } = fit(
      aNormalSignup({ customer: { ...withEmail, addresses: [address] } }),
      deps,
    );
    expect(facts.flatMap((fact) => (fact.kind === 'address' ? [fact.address] : []))).toEqual([
      {
        country: 'TW',
        country_code: 'TW',
        state: 'Taipei City',
        city: 'Taipei',
        district: 'Songshan',
        postcode: '105',
        address_1: '1 Example Road',
        address_2: '2nd floor',
        recipient_name: 'Ada Lin',
        recipient_phone: '0912345678',
        recipient_phone_country_code: '886',
      },
    ]);
    expect(unheld).toEqual(
      ['company', 'provinceCode', 'default'].map((field) => `customer.addresses.0.${field}`),
    );
  });

  it('makes nothing of an address of which nothing can be held', () => {
    const addresses = [{ company: 'Example Ltd.', line1: null, default: false }];
    const { facts, unheld } = fit(aNormalSignup({ customer: { ...withEmail, addresses } }), deps);
    expect(facts.some(({ kind }) => kind === 'address')).toBe(false);
    expect(unheld).toEqual(['customer.addresses.0.company']);
  });

  it('has one fact for the same address given twice', () => {
    const address = { line1: '1 Example Road', city: 'Taipei' };
    const addresses = [address, { city: 'Taipei', line1: '1 Example Road' }];
    const { facts } = fit(aNormalSignup({ customer: { ...withEmail, addresses } }), deps);
    expect(facts.filter(({ kind }) => kind === 'address')).toHaveLength(1);
  });
});
