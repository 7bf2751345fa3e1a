import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/telemetry/call-record.ts';
import { WaitError } from '../../src/event/errors.ts';
import type { Store } from '../../src/generated/types.ts';
import type { HttpAnswer, HttpCall } from '../../src/http/http.ts';
import { checkToken } from '../../src/platforms/check-token.ts';

const SHOPLINE: Store = {
  platform: 'shopline',
  baseUrl: 'https://open.shop.example/v1',
  accessToken: 'token-1',
};
const SHOPLAZZA: Store = {
  platform: 'shoplazza',
  baseUrl: 'https://shop.example/openapi/2022-01',
  accessToken: 'token-2',
};

/** Checks a token at a shop that answers with these statuses, one after the other, each after the same time. */
async function check(
  store: Store,
  statuses: readonly number[],
  { timeoutMs = 9_000, callMs = 0 } = {},
) {
  const calls: HttpCall[] = [];
  const records: CallRecord[] = [];
  let clock = 1_000;
  const http = async (call: HttpCall): Promise<HttpAnswer> => {
    const status = statuses[calls.length] ?? 200;
    calls.push(call);
    clock += callMs;
    return { status, headers: {}, body: { call: calls.length } };
  };
  const onCall = (record: CallRecord): void => void records.push(record);
  const [result] = await Promise.allSettled([
    checkToken(store, { timeoutMs, onCall }, { http, now: () => clock }),
  ]);
  return { calls, records, result };
}

describe('the check of a token', () => {
  it.each([
    ['SHOPLINE', SHOPLINE, ['/v1/token/info', '/v1/customers/search?per_page=1&fields%5B%5D=id']],
    ['Shoplazza', SHOPLAZZA, ['/openapi/2022-01/customers/count']],
  ])('only reads, and gets no customer data from %s', async (_, store, paths) => {
    const { calls, result } = await check(store, []);
    expect(calls.map(({ method, url }) => [method, url.pathname + url.search])).toEqual(
      paths.map((path) => ['GET', path]),
    );
    expect(result).toMatchObject({ status: 'fulfilled', value: { body: { call: paths.length } } });
    expect(JSON.stringify(calls.map(({ headers }) => headers))).toContain(store.accessToken);
  });

  it.each([
    ['the token', [401], 1],
    ['the permission for customers', [200, 403], 2],
  ])('fails if SHOPLINE refuses %s', async (_, statuses, made) => {
    const { calls, records, result } = await check(SHOPLINE, statuses);
    expect(result).toMatchObject({ reason: { verdict: { kind: 'unauthorized' } } });
    expect(calls).toHaveLength(made);
    expect(records.map(({ status }) => status)).toEqual(statuses);
  });

  it('fails if Shoplazza refuses the token', async () => {
    const { result } = await check(SHOPLAZZA, [401]);
    expect(result).toMatchObject({ reason: { verdict: { kind: 'unauthorized' } } });
  });

  it('has one time for all calls together', async () => {
    const slow = await check(SHOPLINE, [], { timeoutMs: 9_000, callMs: 5_000 });
    expect(slow.calls.map(({ timeoutMs }) => timeoutMs)).toEqual([9_000, 4_000]);
    const slower = await check(SHOPLINE, [], { timeoutMs: 9_000, callMs: 8_900 });
    expect(slower.calls).toHaveLength(1);
    expect(slower.result).toMatchObject({ reason: expect.any(WaitError) });
  });

  it('needs no listener for its calls', async () => {
    const http = async (): Promise<HttpAnswer> => ({ status: 200, headers: {}, body: {} });
    const answer = await checkToken(SHOPLAZZA, { timeoutMs: 9_000 }, { http, now: () => 0 });
    expect(answer.status).toBe(200);
  });
});
