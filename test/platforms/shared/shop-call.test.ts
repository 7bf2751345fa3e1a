import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../src/telemetry/call-record.ts';
import type { Platform } from '../../../src/delivery/platform-port.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { type Http, type HttpAnswer, type HttpCall, HttpError } from '../../../src/http/http.ts';
import {
  createShopCall,
  type ShopCallDeps,
  type ShopRequest,
  tellingWrites,
} from '../../../src/platforms/shared/shop-call.ts';

interface Made {
  readonly calls: readonly HttpCall[];
  readonly records: readonly CallRecord[];
  readonly answer: HttpAnswer | undefined;
  readonly error: unknown;
}

async function make(
  request: ShopRequest,
  overrides: Partial<ShopCallDeps> = {},
  reply: () => HttpAnswer = () => ({ status: 200, headers: {}, body: {} }),
): Promise<Made> {
  const calls: HttpCall[] = [];
  const records: CallRecord[] = [];
  let clock = 1_000;
  const http: Http = async (call) => {
    calls.push(call);
    clock += 250;
    return await Promise.resolve().then(reply);
  };
  const shopCall = createShopCall({
    http,
    baseUrl: 'https://shop.example/openapi/2022-01',
    headers: { 'access-token': 'secret' },
    remainingMs: () => 30_000,
    now: () => clock,
    onCall: (record) => records.push(record),
    waitForSlot: () => Promise.resolve(),
    ...overrides,
  });
  const [result] = await Promise.allSettled([shopCall(request)]);
  return {
    calls,
    records,
    answer: result.status === 'fulfilled' ? result.value : undefined,
    error: result.status === 'rejected' ? result.reason : undefined,
  };
}
const urlOf = async (request: ShopRequest, overrides?: Partial<ShopCallDeps>): Promise<string> =>
  (await make(request, overrides)).calls.map(({ url }) => url.href).join();

describe('createShopCall', () => {
  it.each([
    ['GET', 'read'],
    ['POST', 'other'],
    ['PUT', 'other'],
  ] as const)('asks for the slot of a %s as of a call that is %s', async (method, expected) => {
    const asked: string[] = [];
    const waitForSlot = async (call: string): Promise<void> => void asked.push(call);
    await make({ method, route: '/customers' }, { waitForSlot });
    expect(asked).toEqual([expected]);
  });

  it.each<[string, Partial<ShopRequest>, string]>([
    ['the route below the base address', {}, '/customers'],
    [
      'the query, percent-encoded',
      {
        query: [
          ['email', 'ada+1@example.com'],
          ['fields[]', 'id'],
          ['fields[]', 'tags'],
        ],
      },
      '/customers?email=ada%2B1%40example.com&fields%5B%5D=id&fields%5B%5D=tags',
    ],
    [
      'the path, percent-encoded',
      { route: '/customers/{id}/tags', path: { id: 'a/../b?c#d' } },
      '/customers/a%2F..%2Fb%3Fc%23d/tags',
    ],
  ])('fills in %s', async (_, request, expected) => {
    const url = await urlOf({ method: 'GET', route: '/customers', ...request });
    expect(url).toBe(`https://shop.example/openapi/2022-01${expected}`);
  });

  it('writes any query as a form would, so that it is read as it was meant', async () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'aZ9',
        ' ',
        '+',
        '&',
        '=',
        '?',
        '#',
        '%',
        '/',
        '\\',
        '"',
        '[]',
        '~*!()',
        'é',
        '林',
        '😀',
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text)), async (query) => {
        const expected = new URL('https://shop.example/openapi/2022-01/customers');
        for (const [name, value] of query) expected.searchParams.append(name, value);
        const url = await urlOf({ method: 'GET', route: '/customers', query });
        expect(url).toBe(expected.href);
        expect([...new URL(url).searchParams]).toEqual(query);
      }),
    );
  });

  it('ignores slashes at the end of the base address', async () => {
    expect(
      await urlOf({ method: 'GET', route: '/customers' }, { baseUrl: 'https://shop.example/v1//' }),
    ).toBe('https://shop.example/v1/customers');
  });

  it.each([undefined, '', '.', '..'])('does not call with the id %j', async (id) => {
    const path = id === undefined ? {} : { id };
    const { calls, error } = await make({ method: 'PUT', route: '/customers/{id}', path });
    expect(calls).toEqual([]);
    expect(String(error)).toBe('Error: /customers/{id} needs a usable id');
  });

  it.each([
    [30_000, 10_000],
    [4_000, 4_000],
    [500, 500],
  ])('with %i ms left waits %i ms for the answer', async (remaining, timeoutMs) => {
    const request = { method: 'GET', route: '/customers' } as const;
    const { calls } = await make(request, { remainingMs: () => remaining });
    expect(calls).toMatchObject([{ timeoutMs, headers: { 'access-token': 'secret' } }]);
  });

  it.each([499, 0, -1])('with %i ms left does not call at all', async (remaining) => {
    const request = { method: 'GET', route: '/customers' } as const;
    const { calls, records, error } = await make(request, { remainingMs: () => remaining });
    expect(error).toEqual(new WaitError('the function has no time left for a call'));
    expect([...calls, ...records]).toEqual([]);
  });

  it.each(['request-id', 'x-request-id'])(
    'records the call with its %s and no query',
    async (name) => {
      const { records } = await make(
        {
          method: 'PUT',
          route: '/customers/{id}',
          path: { id: 'c-1' },
          query: [['email', 'ada@example.com']],
          body: { email: 'ada@example.com' },
        },
        {},
        () => ({ status: 422, headers: { [name]: 'r-1' }, body: {} }),
      );
      expect(records).toEqual([
        { method: 'PUT', route: '/customers/{id}', status: 422, requestId: 'r-1', durationMs: 250 },
      ]);
    },
  );

  it.each([
    ['a body', { body: { name: 'Ada' } }, [{ name: 'Ada' }]],
    ['no body at all where there is none', {}, []],
  ])('sends %s', async (_, request, sent) => {
    const { calls } = await make({ method: 'PUT', route: '/customers', ...request });
    expect(calls.flatMap((call) => ('body' in call ? [call.body] : []))).toEqual(sent);
  });

  it('records no request id if the shop names none', async () => {
    const { records } = await make({ method: 'GET', route: '/customers' });
    expect(records).toStrictEqual([
      { method: 'GET', route: '/customers', status: 200, durationMs: 250 },
    ]);
  });

  it('records a call without an answer, and passes the error on', async () => {
    const silence = new HttpError('ECONNRESET', true);
    const { records, error } = await make({ method: 'GET', route: '/customers' }, {}, () => {
      throw silence;
    });
    expect(error).toBe(silence);
    expect(records).toEqual([{ method: 'GET', route: '/customers', durationMs: 250 }]);
  });
});

describe('the writing calls of an update', () => {
  const told = async (methods: readonly HttpCall['method'][]): Promise<number> => {
    let count = 0;
    const call = (): Promise<HttpAnswer> => Promise.resolve({ status: 200, headers: {}, body: {} });
    const platform = tellingWrites(
      call,
      (ask) =>
        ({
          update: async () => {
            for (const method of methods) await ask({ method, route: '/customers' });
            return { unheld: [] };
          },
          read: async () => ask({ method: 'POST', route: '/search' }),
        }) as unknown as Platform,
    );
    await platform.update('c-1', [], () => (count += 1));
    // A call outside an update is told to nobody.
    await platform.read('c-1');
    return count;
  };

  it('are told, and its reads are not', async () => {
    expect(await told(['GET'])).toBe(0);
    expect(await told(['GET', 'PUT', 'GET', 'PATCH'])).toBe(2);
  });
});
