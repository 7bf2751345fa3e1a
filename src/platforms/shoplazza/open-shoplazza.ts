import type { Store } from '../../generated/types.ts';
import type { Platform } from '../../delivery/platform-port.ts';
import { openShopCall, type PlatformsDeps, type ShopContext } from '../opening.ts';
import { createShoplazza } from './shoplazza.ts';
import { shoplazzaHeaders } from './shoplazza-headers.ts';

/** The Shoplazza shop of a store, for one attempt. */
export function openShoplazza(store: Store, deps: PlatformsDeps, context: ShopContext): Platform {
  const call = openShopCall(store, shoplazzaHeaders(store), deps, context);
  return createShoplazza({ call, digest: deps.digest, country: store.country });
}
