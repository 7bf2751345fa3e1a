import { expect, it } from 'vitest';
import type { Fault } from '../../../src/local/sandbox/fault.ts';
import { shopClient, SHOPLINE_TOKEN } from './shop-client.ts';
import { startedShopline } from './started-shopline.ts';

const { shop, send } = startedShopline();
const create = async (email = 'ada@example.com') => send('POST', '/customers', { email });

const attempt = async () =>
  create().then(
    ({ status }) => status,
    () => 'no answer',
  );

it.each<[string, Fault, unknown, number]>([
  ['an answer instead of the write', { kind: 'answer', status: 500 }, 500, 0],
  ['an answer after the write', { kind: 'answer', status: 500, afterWrite: true }, 500, 1],
  ['a reset before the write', { kind: 'reset' }, 'no answer', 0],
  ['a reset after the write', { kind: 'reset', afterWrite: true }, 'no answer', 1],
  ['a late usual answer', { kind: 'pass', delayMs: 1 }, 201, 1],
  ['a late usual answer after the write', { kind: 'pass', delayMs: 1, afterWrite: true }, 201, 1],
])('%s', async (_, fault, outcome, written) => {
  shop().set({ faults: [fault] });
  expect(await attempt()).toBe(outcome);
  expect(shop().customers()).toHaveLength(written);
  expect(shop().calls()[0]?.status).toBe(outcome === 'no answer' ? undefined : outcome);
  expect(await attempt()).toBe(201);
});

it.each([
  [false, 0],
  [true, 1],
])('silence with afterWrite %j leaves the client waiting', async (afterWrite, written) => {
  shop().set({ faults: [{ kind: 'silence', afterWrite }] });
  const pending = fetch(`${shop().baseUrl}/customers`, {
    method: 'POST',
    headers: { ...SHOPLINE_TOKEN, 'content-type': 'application/json' },
    body: '{"email":"ada@example.com"}',
    signal: AbortSignal.timeout(100),
  });
  await expect(pending).rejects.toThrow('timeout');
  expect([shop().customers().length, shop().calls()[0]?.status]).toEqual([written, undefined]);
});

it('a fault answers with the given body and headers', async () => {
  shop().set({
    faults: [
      {
        kind: 'answer',
        status: 429,
        body: { code: 'RateLimitExceeded' },
        headers: { 'Retry-After': '7' },
      },
      {
        kind: 'answer',
        status: 502,
        body: '<html>',
        headers: { 'Content-Type': 'text/html' },
        afterWrite: true,
      },
      { kind: 'answer', status: 401, body: 'Unauthorized' },
    ],
  });
  const call = async () => {
    const answer = await fetch(`${shop().baseUrl}/customers`, { headers: SHOPLINE_TOKEN });
    return [
      answer.status,
      answer.headers.get('retry-after'),
      answer.headers.get('content-type'),
      await answer.text(),
    ];
  };
  expect(await call()).toEqual([
    429,
    '7',
    'application/json; charset=utf-8',
    '{"code":"RateLimitExceeded"}',
  ]);
  expect(await call()).toEqual([502, null, 'text/html', '<html>']);
  expect(await call()).toEqual([401, null, 'application/json; charset=utf-8', '"Unauthorized"']);
});

it('faults apply only to matching requests, the given number of times', async () => {
  shop().set({
    faults: [{ kind: 'answer', status: 503, method: 'GET', route: '/customers/search', times: 2 }],
  });
  const statuses = [];
  for (const path of [
    '/customers',
    '/customers/search',
    '/customers/search',
    '/customers/search',
  ]) {
    statuses.push((await send('GET', path)).status);
  }
  expect(statuses).toEqual([200, 503, 503, 200]);
});

it('a function can choose the fault', async () => {
  shop().set({
    faults: ({ method, body }) =>
      method === 'POST' && JSON.stringify(body).includes('bad@')
        ? { kind: 'answer', status: 500 }
        : undefined,
  });
  expect([(await create()).status, (await create('bad@example.com')).status]).toEqual([201, 500]);
});

it('requests that the token or a limit refuses meet no fault', async () => {
  shop().set({ faults: [{ kind: 'answer', status: 503 }] });
  expect(await shopClient(() => shop().baseUrl, {})('GET', '/customers')).toMatchObject({
    status: 401,
  });
  expect(await send('GET', '/customers')).toMatchObject({ status: 503 });
});
