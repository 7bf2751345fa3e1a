import type { Store } from '../generated/types.ts';
import { once } from '../util/once.ts';
import type { Platform } from '../delivery/platform-port.ts';
import type { PlatformsDeps, AttemptContext } from './shared/shop-call.ts';

/** Like `createPlatforms`, but loads a platform only when its first store needs it: most relays write to one platform. */
export function lazyPlatforms(deps: PlatformsDeps) {
  const shoplazza = once(() => import('./shoplazza/shoplazza.ts'));
  const shopline = once(() => import('./shopline/shopline.ts'));
  return async (store: Store, context: AttemptContext): Promise<Platform> =>
    store.platform === 'shoplazza'
      ? (await shoplazza()).openShoplazza(store, deps, context)
      : (await shopline()).openShopline(store, deps, context);
}
