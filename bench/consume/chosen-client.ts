import { createFetchClient } from './fetch-client.ts';
import type { ShopClient } from './shop-client.ts';
import { createUndiciClient } from './undici-client.ts';

/** The client of contestants whose documentation names none: `fetch`, or undici with `--client undici`. */
export const chosenClient = (): ShopClient => {
  const url = process.env['SHOP_URL'] ?? '';
  return process.env['BENCH_CLIENT'] === 'undici'
    ? createUndiciClient(url)
    : createFetchClient(url);
};
