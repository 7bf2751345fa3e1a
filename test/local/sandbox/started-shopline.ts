import { afterEach, beforeEach } from 'vitest';
import type { ShoplineCustomer } from '../../../src/local/sandbox/shopline/customer.ts';
import type { ShoplineSandbox } from '../../../src/local/sandbox/shopline/create-shopline-sandbox.ts';
import { openShoplineSandbox } from '../../support/sandbox-shops.ts';
import { shopClient, SHOPLINE_TOKEN } from './shop-client.ts';

/** The time of every test. */
export const NOW = Date.parse('2026-11-22T03:04:05.012Z');

/** A SHOPLINE sandbox without limits, new for every test of the file, whose clock stands at 2026-11-22T03:04:05.012Z. */
export function startedShopline() {
  let shop: ShoplineSandbox;
  const send = shopClient(() => shop.baseUrl, SHOPLINE_TOKEN);
  beforeEach(async () => {
    shop = await openShoplineSandbox(() => NOW);
  });
  afterEach(async () => shop.close());
  return {
    shop: (): ShoplineSandbox => shop,
    send,
    /** @returns the new customer's id. */
    create: async (body: object): Promise<string> =>
      (await send('POST', '/customers', body)).body.id,
    /** The first customer as stored. */
    stored: (): ShoplineCustomer | undefined => shop.customers()[0],
  };
}
