import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../src/telemetry/call-record.ts';
import type { Store } from '../../src/generated/types.ts';
import type { Http, HttpCall } from '../../src/http/http.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { lazyPlatforms } from '../../src/platforms/lazy-platforms.ts';
import type { Platform } from '../../src/delivery/platform-port.ts';
import { aNormalSignup, testDigest } from '../support/platform-fixtures.ts';

const STORES = {
  shopline: {
    platform: 'shopline',
    baseUrl: 'https://open.shop.example/v1',
    accessToken: 'token-1',
    userAgent: 'example-merchant',
    defaults: { sendWelcome: true },
  },
  shoplazza: {
    platform: 'shoplazza',
    baseUrl: 'https://shop.example/openapi/2022-01',
    accessToken: 'token-2',
    country: 'TW',
  },
} as const satisfies Record<string, Store>;

/** The platform of a store over an empty shop, with every request and record. */
function open(store: Store) {
  const calls: HttpCall[] = [];
  const records: CallRecord[] = [];
  const slots: string[] = [];
  let clock = 0;
  const http: Http = async (call) => {
    calls.push(call);
    clock += 40;
    return { status: 200, headers: {}, body: { items: [], customers: [] } };
  };
  const platform: Platform = createPlatforms({ http, digest: testDigest, now: () => clock })(
    store,
    {
      remainingMs: () => 4_000,
      onCall: (record) => void records.push(record),
      waitForSlot: async () => void slots.push(store.platform),
    },
  );
  return { platform, calls, records, slots };
}

describe.each(['shopline', 'shoplazza'] as const)('the platform of a %s store', (name) => {
  it('is the same where it is loaded with the first store', async () => {
    const http: Http = () => Promise.reject(new Error('no call was expected'));
    const context = {
      remainingMs: () => 0,
      onCall: () => undefined,
      waitForSlot: async () => undefined,
    };
    const openLate = lazyPlatforms({ http, digest: testDigest, now: () => 0 });
    expect((await openLate(STORES[name], context)).name).toBe(name);
  });

  it('is the one that the store names', () => {
    const { platform } = open(STORES[name]);
    expect(platform.name).toBe(name);
    // Only Shoplazza documents that a second customer with the same contact is refused.
    expect(platform.refusesDuplicates).toBe(name === 'shoplazza');
  });

  it('calls the shop of the store after a slot, within the time left, and records the call', async () => {
    const { platform, calls, records, slots } = open(STORES[name]);
    expect(await platform.find([{ kind: 'email', value: 'ada@example.com' }])).toEqual([]);
    expect(calls.map(({ url, timeoutMs }) => [url.origin, timeoutMs])).toEqual([
      [new URL(STORES[name].baseUrl).origin, 4_000],
    ]);
    expect(JSON.stringify(calls[0]?.headers)).toContain(STORES[name].accessToken);
    expect(records).toMatchObject([{ method: 'GET', status: 200, durationMs: 40 }]);
    expect(slots).toEqual([name]);
  });
});

describe('the settings of a store', () => {
  it('reach SHOPLINE as the options of a new customer', () => {
    const { platform, calls } = open(STORES.shopline);
    expect(platform.fit(aNormalSignup()).createOnly).toMatchObject({ send_notification: true });
    expect(calls).toEqual([]);
  });

  it('reach Shoplazza as the country of addresses without one, with keys that hold no data', () => {
    const { platform } = open(STORES.shoplazza);
    const customer = { email: 'ada@example.com', addresses: [{ line1: 'x', firstName: 'Ada' }] };
    const fact = platform
      .fit(aNormalSignup({ customer }))
      .facts.find(({ kind }) => kind === 'address');
    expect(fact).toMatchObject({
      key: expect.stringMatching(/^address:[0-9a-f]{64}$/),
      address: { country_code: 'TW' },
    });
  });
});
