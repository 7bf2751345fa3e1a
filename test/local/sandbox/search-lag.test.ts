import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ShoplineSandbox } from '../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { openShoplineSandbox } from '../../support/sandbox-shops.ts';
import { shopClient, SHOPLINE_TOKEN } from './shop-client.ts';

let now = 1_000_000;
let shop: ShoplineSandbox;
const send = shopClient(() => shop.baseUrl, SHOPLINE_TOKEN);
const create = async () => send('POST', '/customers', { email: 'ada@example.com' });

beforeEach(async () => {
  shop = await openShoplineSandbox(() => now);
});
afterEach(async () => shop.close());

const found = async (): Promise<number> =>
  (await send('GET', '/customers/search')).body.items.length;

it('the lag hides a write from search and list until it has passed, and never from reading by id', async () => {
  shop.set({ searchLagMs: 5_000 });
  const { body } = await create();
  now += 4_999;
  expect(await found()).toBe(0);
  expect((await send('GET', '/customers')).body.items).toEqual([]);
  expect(await send('GET', `/customers/${body.id}`)).toMatchObject({ status: 200 });
  now += 1;
  expect(await found()).toBe(1);
});

it('a search shows the state before a change until it has passed', async () => {
  const { body } = await create();
  shop.set({ searchLagMs: 5_000 });
  await send('PUT', `/customers/${body.id}`, { name: 'Ada' });
  const nameFound = async () => (await send('GET', '/customers/search')).body.items[0].name;
  expect(await nameFound()).toBeNull();
  now += 5_000;
  expect(await nameFound()).toBe('Ada');
});

it('seeded customers have no lag, and a lower knob ends it', async () => {
  shop.set({ searchLagMs: 5_000 });
  shop.seed({ email: 'bob@example.com' });
  await create();
  expect(await found()).toBe(1);
  shop.set({ searchLagMs: 0 });
  expect(await found()).toBe(2);
});
