import { afterEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/generated/types.ts';
import { createHttp, type Http } from '../../src/http/http.ts';
import type { ShoplazzaSandbox } from '../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import type { ShoplineSandbox } from '../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { listCustomers } from '../../src/platforms/list-customers.ts';
import type { CustomerPage } from '../../src/platforms/shared/listing.ts';
import { openShoplazzaSandbox, openShoplineSandbox } from '../support/sandbox-shops.ts';
import { errorOf } from './contract/verdict-of.ts';

let shop: ShoplineSandbox | ShoplazzaSandbox;
afterEach(() => shop.close());

async function openStore(version: string): Promise<Store> {
  const isShopline = version === 'v1';
  shop = isShopline ? await openShoplineSandbox() : await openShoplazzaSandbox(Date.now, version);
  const platform = isShopline ? 'shopline' : 'shoplazza';
  return { platform, baseUrl: shop.baseUrl, accessToken: 'sandbox-token' };
}

async function read(store: Store, http: Http = createHttp()) {
  const slept: number[] = [];
  const pages: CustomerPage[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  for await (const page of listCustomers(store, { http, now: Date.now, sleep })) pages.push(page);
  return { pages, slept, ids: pages.flatMap(({ customers }) => customers.map(({ id }) => id)) };
}

describe.each(['v1', '2022-01', '2025-06', '2026-01', '2026-07'])(
  'all customers, %s',
  (version) => {
    it('are read once each, with reading calls only, at half the limit', async () => {
      const store = await openStore(version);
      for (let at = 0; at < 520; at++) shop.seed({ email: `P${at}@example.com` });
      const { pages, ids, slept } = await read(store);
      expect(ids.toSorted()).toEqual(
        shop
          .customers()
          .map(({ id }) => id)
          .toSorted(),
      );
      expect(pages[0]?.total).toBe(520);
      expect(pages[0]?.customers[0]?.contacts).toMatchObject([{ kind: 'email' }]);
      expect(new Set(shop.calls().map(({ method }) => method))).toEqual(new Set(['GET']));
      // One pause before each call.
      expect(slept).toEqual(shop.calls().map(() => (version === 'v1' ? 100 : 1_000)));
    });

    it('wait for a shop that is busy, and give up on one that stays away', async () => {
      const store = await openStore(version);
      shop.seed({ email: 'ada@example.com' });
      shop.set({
        faults: [{ kind: 'answer', status: 429, headers: { 'retry-after': '7' }, times: 2 }],
      });
      const { ids, slept } = await read(store);
      expect(ids).toHaveLength(1);
      expect(slept.filter((ms) => ms === 7_000)).toHaveLength(2);
      shop.set({ faults: () => ({ kind: 'answer', status: 503 }) });
      expect((await errorOf(read(store))).verdict).toEqual({ kind: 'again' });
      shop.set({ faults: () => ({ kind: 'answer', status: 401 }) });
      expect((await errorOf(read(store))).verdict).toEqual({ kind: 'unauthorized' });
    });

    it('end where a shop shows the first page for ever', async () => {
      const store = await openStore(version);
      for (let at = 0; at < 260; at++) shop.seed({ email: `p${at}@example.com` });
      const http = createHttp();
      const forgetful: Http = (call) => {
        for (const name of ['previous_id', 'cursor']) call.url.searchParams.delete(name);
        return http(call);
      };
      const { pages } = await read(store, forgetful);
      expect(pages.length).toBeLessThan(4);
    });
  },
);

it('names the phones that SHOPLINE never verified', async () => {
  const store = await openStore('v1');
  const code = { phone_country_code: '886', mobile_phone_country_calling_code: '886' };
  shop.seed({ ...code, phones: ['0912345678'], phone: '0912345678' });
  shop.seed({ ...code, mobile_phone: '0912345678' });
  const { pages } = await read(store);
  const phone = { kind: 'phone', value: '+886912345678' };
  expect(pages[0]?.customers.map(({ contacts }) => contacts)).toEqual([
    [{ ...phone, isUnverified: true }],
    [phone],
  ]);
});
