import { afterEach, describe, expect, it } from 'vitest';
import { RejectedError } from '../../../src/event/errors.ts';
import { aNormalSignup, aShoplazzaVersion } from '../../support/platform-fixtures.ts';
import { errorOf } from '../contract/verdict-of.ts';
import { ada, created, fitted } from './fitted.ts';
import { openShoplazza } from './open-shoplazza.ts';

const SINCE = ['2025-06', '2026-01', '2026-07'];
const HOME = { line1: '1 Road', city: 'Taipei', countryCode: 'TW' };
const SIGNUP = { customer: { ...ada, tags: ['vip', 'a, b'], addresses: [HOME] } };

let shop: Awaited<ReturnType<typeof openShoplazza>> | undefined;
afterEach(() => shop?.close());
const open = async (version: string) => {
  shop = await openShoplazza(version);
  return { shop, platform: shop.adapterOver(shop.callTo()) };
};
const bodiesOf = (method: string): readonly unknown[] =>
  shop?.sandbox.calls().flatMap((call) => (call.method === method ? [call.body] : [])) ?? [];

it('leaves out in 2022-01 a tag with a comma and an address without names', () => {
  expect(created(SIGNUP)).toMatchObject({ tags: 'vip' });
  expect(created(SIGNUP)).not.toHaveProperty('addresses');
  expect(fitted(SIGNUP).unheld).toEqual(['customer.tags.1', 'customer.addresses.0']);
});

describe.each(SINCE)('the requests in version %s', (name) => {
  it('hold tags as a list and an address without names', () => {
    const version = aShoplazzaVersion(name);
    expect(created(SIGNUP, version)).toMatchObject({
      tags: ['vip', 'a, b'],
      addresses: [{ address1: '1 Road', country: 'Taiwan', country_code: 'TW' }],
    });
    expect(fitted(SIGNUP, version).unheld).toEqual([]);
  });

  it('are checked by its own schemas', () => {
    const version = aShoplazzaVersion(name);
    const refusal = (shoplazza: Readonly<Record<string, unknown>>): unknown => {
      try {
        return fitted({ customer: ada, shoplazza }, version);
      } catch (error) {
        if (error instanceof RejectedError) return error.issues.map(({ path }) => path);
        throw error;
      }
    };
    expect(refusal({ tags: 'a,b' })).toEqual(['/shoplazza/tags']);
    expect(refusal({ addresses: [{ country: 'Taiwan' }] })).toEqual(['/shoplazza/addresses/0']);
    expect(
      refusal({ tags: ['a'], addresses: [{ country: 'Chad', country_code: 'TD' }] }),
    ).toMatchObject({
      unheld: [],
    });
    const update = { type: 'customer.updated', customer: ada } as const;
    const shoplazza = { addresses: [{ country: 'Taiwan', country_code: 7 }] };
    expect(() => fitted({ ...update, shoplazza }, version)).toThrow(
      '/shoplazza/addresses/0/country_code',
    );
  });

  it('merge tags of an update, and put an address into its wrapper', async () => {
    const { shop: opened, platform } = await open(name);
    const id = opened.seed({ email: 'ada@example.com', tags: ['by-hand'] });
    await platform.update(id, platform.fit(aNormalSignup(SIGNUP)).facts);
    expect(bodiesOf('PUT')).toMatchObject([
      { customer: { tags: ['by-hand', 'vip', 'a, b'], accepts_marketing: false } },
    ]);
    expect(bodiesOf('POST')).toMatchObject([{ address: { address1: '1 Road' } }]);
  });

  it('read every page of the addresses before one is added', async () => {
    const { shop: opened, platform } = await open(name);
    const addresses = Array.from({ length: 260 }, (_, at) => ({
      ...HOME,
      line1: `${at} Road`,
    }));
    const { facts } = platform.fit(aNormalSignup({ customer: { ...ada, addresses } }));
    const { id } = await platform.create(
      platform.fit(aNormalSignup({ customer: { ...ada, addresses } })),
    );
    await platform.update(
      id,
      facts.filter(({ kind }) => kind === 'address'),
    );
    expect(opened.sandbox.customers()[0]?.addresses).toHaveLength(260);
    const pages = opened.sandbox
      .calls()
      .filter(({ route }) => route === '/customers/{id}/addresses');
    expect(pages.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});

describe.each(['2022-01', ...SINCE])('the answers in version %s', (name) => {
  it.each([
    [400, { code: 'InvalidAccessToken', message: 'no' }, 'unauthorized'],
    [400, { code: 'Unauthorized', message: 'no' }, 'unauthorized'],
    [400, { code: 'InvalidParameter', message: 'Access token is invalid' }, 'unauthorized'],
    [400, { code: 'InvalidParameter', message: 'store is not active' }, 'closed'],
    [400, { code: 'InvalidParameter', message: 'record not found' }, 'gone'],
    [500, { code: 'Internal', message: 'Customer not found' }, 'gone'],
    [
      400,
      { code: 'InvalidParameter', message: 'country not found in Ada, record not found' },
      'final',
    ],
    [500, { code: 'Internal', message: 'oops' }, 'again'],
  ])('to an update, %i with %j means %s', async (status, body, kind) => {
    const { shop: opened, platform } = await open(name);
    opened.sandbox.set({ faults: () => ({ kind: 'answer', status, body }) });
    const { facts } = platform.fit(aNormalSignup({ customer: { ...ada, name: 'Ada' } }));
    expect((await errorOf(platform.update('some-id', facts))).verdict).toMatchObject({ kind });
  });
});
