import type { Store } from '../../generated/types.ts';
import type { Platform } from '../../delivery/platform-port.ts';
import { openShopCall, type PlatformsDeps, type ShopContext } from '../opening.ts';
import { createShopline } from './shopline.ts';
import { shoplineHeaders } from './shopline-headers.ts';

/** The SHOPLINE shop of a store, for one attempt. */
export function openShopline(store: Store, deps: PlatformsDeps, context: ShopContext): Platform {
  const call = openShopCall(store, shoplineHeaders(store), deps, context);
  return createShopline({ call, digest: deps.digest, defaults: store.defaults });
}
