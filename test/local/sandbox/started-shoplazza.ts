import { afterEach, beforeEach } from 'vitest';
import type { ShoplazzaCustomer } from '../../../src/local/sandbox/shoplazza/customer.ts';
import type { ShoplazzaSandbox } from '../../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import { openShoplazzaSandbox } from '../../support/sandbox-shops.ts';
import { shopClient, SHOPLAZZA_TOKEN } from './shop-client.ts';

const NOW = Date.parse('2026-11-22T03:04:05.012Z');

export const ADA = { contact_type: 'email', email: 'ada@example.com' };
export const HOME = {
  first_name: 'Ada',
  last_name: 'Lin',
  country: 'United States',
  country_code: 'US',
  city: 'San Jose',
};

/** A Shoplazza sandbox without limits, new for every test of the file, whose clock stands at 2026-11-22T03:04:05.012Z. */
export function startedShoplazza() {
  let shop: ShoplazzaSandbox;
  const send = shopClient(() => shop.baseUrl, SHOPLAZZA_TOKEN);
  const post = async (customer: object) => send('POST', '/customers', { customer });
  beforeEach(async () => {
    shop = await openShoplazzaSandbox(() => NOW);
  });
  afterEach(async () => shop.close());
  return {
    shop: (): ShoplazzaSandbox => shop,
    send,
    post,
    /** @returns the new customer's id. */
    create: async (customer: object): Promise<string> => (await post(customer)).body.customer.id,
    /** The first customer as stored. */
    stored: (): ShoplazzaCustomer | undefined => shop.customers()[0],
  };
}
