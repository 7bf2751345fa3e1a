import type { CallRecord } from '../telemetry/call-record.ts';
import type { Digest } from '../event/digest.ts';
import type { Store } from '../generated/types.ts';
import type { Http } from '../http/http.ts';
import { createShopCall, type ShopCall } from './shared/shop-call.ts';

/** What every platform is opened with. */
export interface PlatformsDeps {
  readonly http: Http;
  readonly digest: Digest;
  readonly now: () => number;
}

/** The attempt that a platform is opened for. */
export interface ShopContext {
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  readonly turn: () => Promise<void>;
}

/** How the shop of one store is called in one attempt. */
export const openShopCall = (
  { baseUrl }: Store,
  headers: Readonly<Record<string, string>>,
  { http, now }: PlatformsDeps,
  context: ShopContext,
): ShopCall => createShopCall({ http, baseUrl, headers, now, ...context });
