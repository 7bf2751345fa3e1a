import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../src/http/http.ts';
import type { ShopRequest } from '../../../src/platforms/shared/shop-call.ts';
import { createShopline } from '../../../src/platforms/shopline/shopline.ts';
import { type Fact, PlatformError } from '../../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../../support/platform-fixtures.ts';

const again = new PlatformError(
  { kind: 'again' },
  'PUT /customers/{id} answered 200 with an unknown body',
);

/** The adapter over a shop that gives these answers one after the other, and the requests that it got. */
function over(...bodies: readonly unknown[]) {
  const requests: ShopRequest[] = [];
  const platform = createShopline({
    call: async (request): Promise<HttpAnswer> => {
      requests.push(request);
      return { status: 200, headers: {}, body: bodies[requests.length - 1] };
    },
    digest: testDigest,
    defaults: undefined,
  });
  return { platform, requests };
}

type Customer = NonNullable<Parameters<typeof aNormalSignup>[0]>['customer'];

const factsOf = (customer: Customer): readonly Fact[] =>
  over()
    .platform.fit(aNormalSignup({ customer: { email: 'ada@example.com', ...customer } }))
    .facts.filter(({ key }) => key !== 'email');

const WRITTEN = [
  ['fields[]', 'id'],
  ['fields[]', 'updated_at'],
];

describe('a request to SHOPLINE', () => {
  it('that creates asks for the id and the time of the write alone', async () => {
    const { platform, requests } = over({ id: 'c-1' });
    await platform.create(platform.fit(aNormalSignup()));
    expect(requests).toMatchObject([{ method: 'POST', query: WRITTEN }]);
  });

  it('that updates asks for the id and the time of the write alone', async () => {
    const { platform, requests } = over({ id: 'c-1' });
    await platform.update('c-1', factsOf({ name: 'Ada' }));
    expect(requests).toEqual([
      {
        method: 'PUT',
        route: '/customers/{id}',
        path: { id: 'c-1' },
        query: WRITTEN,
        body: { name: 'Ada' },
      },
    ]);
  });

  it('that reads asks for the addresses and the id', async () => {
    const { platform, requests } = over({ id: 'c-1', delivery_addresses: null }, { id: 'c-1' });
    await platform.update('c-1', factsOf({ addresses: [{ city: 'Taipei' }] }));
    expect(requests.map(({ method, query, body }) => ({ method, query, body }))).toEqual([
      {
        method: 'GET',
        query: [
          ['fields[]', 'id'],
          ['fields[]', 'delivery_addresses'],
        ],
        body: undefined,
      },
      {
        method: 'PUT',
        query: WRITTEN,
        body: { delivery_addresses: [{ city: 'Taipei' }] },
      },
    ]);
  });

  it.each([
    ['an e-mail that holds a comma', { kind: 'email', value: '"a,b"@example.com' }],
    ['a phone that is none', { kind: 'phone', value: 'no phone' }],
  ] as const)('is not made for %s', async (_, contact) => {
    const { platform, requests } = over({ items: [] });
    expect(await platform.find([contact])).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe('an answer of SHOPLINE', () => {
  it('to an update may be empty', async () => {
    const { platform } = over(undefined);
    expect(await platform.update('c-1', factsOf({ name: 'Ada' }))).toEqual({ unheld: [] });
  });

  it.each([['<html>'], [7], [null], [['c-1']]])(
    'to an update does not confirm it as %j',
    async (body) => {
      const { platform } = over(body);
      await expect(platform.update('c-1', factsOf({ name: 'Ada' }))).rejects.toEqual(again);
    },
  );

  it.each(['<html>', 7, null])('to added tags does not confirm them as %j', async (body) => {
    const { platform } = over(body);
    await expect(platform.update('c-1', factsOf({ tags: ['fair'] }))).rejects.toMatchObject({
      verdict: { kind: 'again' },
      message: 'PATCH /customers/{id}/tags answered 200 with an unknown body',
    });
  });

  it.each([
    ['nothing at all', undefined],
    ['no tags', {}],
    ['tags in a text', { tags: 'fair, gold' }],
    ['other tags', { tags: ['gold'] }],
  ])('that shows %s after adding one leaves it unheld', async (_, body) => {
    const { platform } = over(body);
    const facts = factsOf({ tags: ['fair'] });
    expect(await platform.update('c-1', facts)).toEqual({ unheld: facts.map(({ key }) => key) });
  });

  it('with one address that is none overwrites no addresses', async () => {
    const { platform, requests } = over({ id: 'c-1', delivery_addresses: [{ city: 'A' }, 'B'] });
    const update = platform.update('c-1', factsOf({ addresses: [{ city: 'Taipei' }] }));
    await expect(update).rejects.toMatchObject({
      verdict: { kind: 'again' },
      message: 'GET /customers/{id} answered 200 with an unknown body',
    });
    expect(requests).toHaveLength(1);
  });
});
