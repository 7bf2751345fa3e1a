import type { Store } from '../generated/types.ts';
import type { HttpAnswer } from '../http/http.ts';
import {
  createShopCall,
  type PlatformsDeps,
  type ShopCall,
  type ShopCallDeps,
} from './shared/shop-call.ts';
import { createAsk as createShoplazzaAsk } from './shoplazza/ask.ts';
import { shoplazzaHeaders } from './shoplazza/shoplazza.ts';
import { createAsk as createShoplineAsk } from './shopline/ask.ts';
import { shoplineHeaders } from './shopline/shopline.ts';

interface CheckOptions {
  /** Time for all calls together, in milliseconds. */
  readonly timeoutMs: number;
  readonly onCall?: ShopCallDeps['onCall'];
}

/**
 * Tests a store's token. The calls change nothing, and their answers hold no customer data.
 *
 * @returns the shop's last answer.
 * @throws PlatformError the shop cannot be reached, or refuses the token or the access to customers. The text holds no
 * data.
 * @see https://open-api.docs.shoplineapp.com/docs/token-info
 * @see https://shoplazza.dev/reference/customer-count-3
 */
export async function checkToken(
  store: Store,
  { timeoutMs, onCall = () => undefined }: CheckOptions,
  { http, now }: Pick<PlatformsDeps, 'http' | 'now'>,
): Promise<HttpAnswer> {
  const until = now() + timeoutMs;
  const callWith = (headers: Readonly<Record<string, string>>): ShopCall =>
    createShopCall({
      http,
      baseUrl: store.baseUrl,
      headers,
      remainingMs: () => until - now(),
      now,
      onCall,
      // An operator starts this by hand and rarely, so it takes no slot from the relay's calls.
      waitForSlot: () => Promise.resolve(),
    });
  if (store.platform === 'shoplazza')
    return createShoplazzaAsk(callWith(shoplazzaHeaders(store)))('count');
  const ask = createShoplineAsk(callWith(shoplineHeaders(store)));
  await ask('token');
  // A valid token may still lack the permission for customers.
  return ask('find', {
    query: [
      ['per_page', '1'],
      ['fields[]', 'id'],
    ],
  });
}
