import type { CallRecord } from '../telemetry/call-record.ts';
import type { Store } from '../generated/types.ts';
import type { Http, HttpAnswer } from '../http/http.ts';
import { createShopCall, type ShopCall } from './shared/shop-call.ts';
import { createAsk as createShoplazzaAsk } from './shoplazza/ask.ts';
import { shoplazzaHeaders } from './shoplazza/shoplazza.ts';
import { createAsk as createShoplineAsk } from './shopline/ask.ts';
import { shoplineHeaders } from './shopline/shopline.ts';

interface CheckDeps {
  readonly http: Http;
  readonly now: () => number;
  /** Time for all calls together, in milliseconds. */
  readonly timeoutMs: number;
  readonly onCall?: (record: CallRecord) => void;
}

/**
 * Tries a store's token by calls that change nothing and answer with no customer's data.
 *
 * @returns the shop's last answer.
 * @throws PlatformError the shop refuses the token or the permission for customers, or cannot be reached; its text is
 * free of data.
 * @see https://open-api.docs.shoplineapp.com/docs/token-info
 * @see https://shoplazza.dev/reference/customer-count-3
 */
export async function checkToken(
  store: Store,
  { http, now, timeoutMs, onCall = () => undefined }: CheckDeps,
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
      // Once in a while, by hand: it need not wait for the relay's own calls.
      waitForSlot: () => Promise.resolve(),
    });
  if (store.platform === 'shoplazza')
    return createShoplazzaAsk(callWith(shoplazzaHeaders(store)))('count');
  const ask = createShoplineAsk(callWith(shoplineHeaders(store)));
  await ask('token');
  // The token may be good and still lack the permission for customers.
  return ask('find', {
    query: [
      ['per_page', '1'],
      ['fields[]', 'id'],
    ],
  });
}
