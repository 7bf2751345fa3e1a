import type { Store } from '../generated/types.ts';
import type { Platform } from '../delivery/platform-port.ts';
import type { PlatformsDeps, AttemptContext } from './shared/shop-call.ts';
import { openShoplazza } from './shoplazza/shoplazza.ts';
import { openShopline } from './shopline/shopline.ts';

/** Opens the platform of a store for one attempt. */
export const createPlatforms =
  (deps: PlatformsDeps) =>
  (store: Store, context: AttemptContext): Platform =>
    store.platform === 'shoplazza'
      ? openShoplazza(store, deps, context)
      : openShopline(store, deps, context);
