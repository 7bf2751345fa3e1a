import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { fit } from '../../../src/platforms/shopline/shopline.ts';
import { PARAMETERS } from '../../../src/platforms/shopline/parameters.ts';
import type { Fitted } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const deps = { digest: testDigest, defaults: undefined };
const fitShopline = (shopline: Record<string, unknown>, customer = {}): Fitted =>
  fit(aNormalSignup({ shopline, customer: { email: 'ada@example.com', ...customer } }), deps);

/** The result, or nothing if the request is refused for the right reason. */
function orRefusal(run: () => readonly string[]): readonly string[] {
  try {
    return run();
  } catch (error) {
    if (error instanceof RejectedError && error.reason === 'invalid_request') return [];
    throw error;
  }
}

describe('the check before any call', () => {
  const issuesOf = (run: () => unknown): readonly [string, string][] => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof RejectedError) || error.reason !== 'invalid_request') throw error;
      return error.issues.map(({ path, rule }) => [path, rule]);
    }
    return [];
  };

  it.each([
    ['an unknown parameter', { accepts_marketing: true }, '/shopline', 'additionalProperties'],
    ['a wrong type', { is_member: 'yes' }, '/shopline/is_member', 'type'],
    ['a wrong value', { gender: 'f' }, '/shopline/gender', 'enum'],
    [
      'a mobile without its calling code',
      { mobile_phone: '0911' },
      '/shopline',
      'dependentRequired',
    ],
    ['a phone without its code', { phone: '02' }, '/shopline', 'dependentRequired'],
    ['two birthdays', { birthday: '1992-05-14', birth_day: 1 }, '/shopline', 'not'],
    [
      'a birthday with its year twice',
      { birthday: '1992-05-14', birth_year: 1992 },
      '/shopline',
      'not',
    ],
    ['a birthday of 1899', { birthday: '1899-05-14' }, '/shopline/birthday', 'pattern'],
    [
      'six addresses',
      { delivery_addresses: Array.from({ length: 6 }, (_, at) => ({ city: `${at}` })) },
      '/shopline/delivery_addresses',
      'maxItems',
    ],
    [
      'addresses that are none',
      { delivery_addresses: 'Taipei' },
      '/shopline/delivery_addresses',
      'type',
    ],
    [
      'an address that is none',
      { delivery_addresses: ['T'] },
      '/shopline/delivery_addresses/0',
      'type',
    ],
    [
      'an unknown field of an address',
      { delivery_addresses: [{ zip: '1' }] },
      '/shopline/delivery_addresses/0',
      'additionalProperties',
    ],
    ['a short tag', { tags: ['ab'] }, '/shopline/tags/0', 'minLength'],
    ['tags that are none', { tags: 'fair' }, '/shopline/tags', 'type'],
    ['a tag that is none', { tags: [5] }, '/shopline/tags/0', 'type'],
    ['phones that are none', { phones: 7 }, '/shopline/phones', 'type'],
  ])('refuses %s', (_, shopline, path, rule) => {
    expect(issuesOf(() => fitShopline(shopline))).toContainEqual([path, rule]);
  });

  it('checks tags and addresses of an update too, although they travel in other calls', () => {
    const tags = Array.from({ length: 61 }, (_, at) => `tag-${at}`);
    const addresses = Array.from({ length: 6 }, (_, at) => ({ city: `City ${at}` }));
    const customer = { email: 'ada@example.com', tags, addresses };
    expect(
      issuesOf(() => fit(aNormalSignup({ type: 'customer.updated', customer }), deps)),
    ).toEqual([
      ['/customer/addresses', 'maxItems'],
      ['/customer/tags', 'maxItems'],
    ]);
  });

  it('checks the update alone where nothing can be created', () => {
    const shopline = { created_by: 'unknown', membership_tier_id: '' };
    expect(issuesOf(() => fit(aNormalSignup({ shopline }), deps))).toEqual([
      ['/shopline/created_by', 'enum'],
    ]);
    expect(
      issuesOf(() => fit(aNormalSignup({ type: 'customer.updated', shopline }), deps)),
    ).toEqual([]);
  });

  it('names each broken rule once and never a value', () => {
    const run = (): unknown => fitShopline({ gender: 'hunter2', 'ada@example.com': 1 });
    expect(issuesOf(run).filter(([path]) => path === '/shopline/gender')).toHaveLength(1);
    expect(run).toThrowError(/^the request to SHOPLINE is not valid: /);
    expect(run).not.toThrowError(/hunter2|ada@/);
  });

  it('points into the canonical fields where they are the cause', () => {
    const customer = { email: 'not an address' };
    expect(issuesOf(() => fit(aNormalSignup({ customer }), deps))).toContainEqual([
      '/customer/email',
      'format',
    ]);
  });

  it('never throws anything else, and never doubles a key', () => {
    const shopline = fc.dictionary(
      fc.oneof(fc.constantFrom(...PARAMETERS.keys()), fc.constant('__proto__'), fc.string()),
      fc.jsonValue({ maxDepth: 3 }),
      { maxKeys: 12 },
    );
    fc.assert(
      fc.property(
        shopline,
        fc.constantFrom('customer.signed_up', 'customer.updated'),
        (given, type) => {
          const run = (): readonly string[] =>
            fit(aNormalSignup({ shopline: given, type }), deps).facts.map(({ key }) => key);
          const keys = orRefusal(run);
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
    );
  });
});
