import type { CallRecord } from '../call-record.ts';
import type { Digest } from '../digest.ts';
import type { Store } from '../generated/types.ts';
import type { Http } from '../http.ts';
import type { Platform } from '../relay/ports.ts';
import { createShopCall } from './shop-call.ts';
import { createShoplazza } from './shoplazza/create-shoplazza.ts';
import { shoplazzaHeaders } from './shoplazza/shoplazza-headers.ts';
import { createShopline } from './shopline/create-shopline.ts';
import { shoplineHeaders } from './shopline/shopline-headers.ts';

interface PlatformsDeps {
  readonly http: Http;
  readonly digest: Digest;
  readonly now: () => number;
}

interface Context {
  readonly remainingMs: () => number;
  readonly onCall: (record: CallRecord) => void;
  readonly turn: () => Promise<void>;
}

/** Opens the platform of a store for one attempt. */
export function createPlatforms({ http, digest, now }: PlatformsDeps) {
  return (store: Store, { remainingMs, onCall, turn }: Context): Platform => {
    const callWith = (headers: Readonly<Record<string, string>>) =>
      createShopCall({ http, baseUrl: store.baseUrl, headers, remainingMs, now, onCall, turn });
    if (store.platform === 'shoplazza') {
      const call = callWith(shoplazzaHeaders(store));
      return createShoplazza({ call, digest, country: store.country });
    }
    const call = callWith(shoplineHeaders(store));
    return createShopline({ call, digest, defaults: store.defaults });
  };
}
