import { SHOP_HEADERS } from './shop-body.ts';
import type { ShopClient } from './shop-client.ts';

/** The built-in `fetch`, the choice of most handlers. */
export const createFetchClient =
  (baseUrl: string): ShopClient =>
  async (method, path, body) => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: SHOP_HEADERS,
      ...(body !== undefined && { body }),
    });
    if (!answer.ok) throw new Error(`the shop answered ${answer.status}`);
    return answer.json();
  };
