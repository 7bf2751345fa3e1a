import { Pool } from 'undici';
import { CONCURRENCY, SHOP_HEADERS } from './shop-body.ts';
import type { ShopClient } from './shop-client.ts';

/** The fastest client that Node.js has. */
export function createUndiciClient(baseUrl: string): ShopClient {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, { connections: CONCURRENCY });
  return async (method, path, body) => {
    const answer = await pool.request({
      method,
      path: pathname + path,
      headers: SHOP_HEADERS,
      body: body ?? null,
    });
    const content = await answer.body.json();
    if (answer.statusCode >= 300) throw new Error(`the shop answered ${answer.statusCode}`);
    return content;
  };
}
