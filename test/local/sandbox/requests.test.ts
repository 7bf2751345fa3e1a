import { expect, it } from 'vitest';
import { shopClient, SHOPLINE_TOKEN } from './shop-client.ts';
import { NOW, startedShopline } from './started-shopline.ts';

const { shop, send } = startedShopline();
const create = async (email = 'ada@example.com') => send('POST', '/customers', { email });
const emails = () =>
  shop()
    .customers()
    .map(({ email }) => email);

it('every request is answered with a Request-Id and logged in order, with route, query, body and status', async () => {
  const { body, requestId } = await create();
  await send('GET', `/customers/${body.id}?fields[]=id&fields[]=email`);
  await send('GET', '/nothing-here');
  expect(shop().calls()).toEqual([
    {
      method: 'POST',
      route: '/customers',
      path: '/v1/customers',
      query: {},
      body: { email: 'ada@example.com' },
      status: 201,
      at: NOW,
      requestId,
    },
    {
      method: 'GET',
      route: '/customers/{id}',
      path: `/v1/customers/${body.id}`,
      query: { 'fields[]': ['id', 'email'] },
      status: 200,
      at: NOW,
      requestId: expect.any(String),
    },
    expect.objectContaining({ route: '', path: '/v1/nothing-here', status: 404 }),
  ]);
});

it.each([
  ['no token', {}],
  ['a wrong token', { authorization: 'Bearer wrong' }],
  ['a token without its scheme', { authorization: 'sandbox-token' }],
])('a request with %s is answered 401', async (_, headers) => {
  const answer = await shopClient(() => shop().baseUrl, headers)('POST', '/customers', {
    email: 'ada@example.com',
  });
  expect(answer).toMatchObject({
    status: 401,
    body: { message: expect.any(String), code: expect.any(String), extras: {} },
  });
  expect([emails(), shop().calls()[0]?.status]).toEqual([[], 401]);
});

it.each([['{"email":'], ['{"__proto__":{"email":"ada@example.com"}}']])(
  'a request with the body %s is answered 400',
  async (body) => {
    expect(await send('POST', '/customers', body)).toMatchObject({
      status: 400,
      requestId: expect.any(String),
    });
    expect(emails()).toEqual([]);
  },
);

it('a request with another content type is answered 400', async () => {
  const answer = await fetch(`${shop().baseUrl}/customers`, {
    method: 'POST',
    headers: { ...SHOPLINE_TOKEN, 'content-type': 'text/plain' },
    body: '{"email":"ada@example.com"}',
  });
  expect([answer.status, emails()]).toEqual([400, []]);
});

it('the latency knob delays every request', async () => {
  shop().set({ latencyMs: 40 });
  const startedAt = performance.now();
  await create();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(39);
});
