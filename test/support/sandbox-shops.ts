import {
  createShoplazzaSandbox,
  type ShoplazzaSandbox,
} from '../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import {
  createShoplineSandbox,
  type ShoplineSandbox,
} from '../../src/local/sandbox/shopline/create-shopline-sandbox.ts';

export type PlatformName = 'shopline' | 'shoplazza';

export interface SandboxShops {
  readonly shopline: ShoplineSandbox;
  readonly shoplazza: ShoplazzaSandbox;
}

/** A SHOPLINE sandbox shop that listens, without rate limits. @param now milliseconds since the epoch. */
export async function openShoplineSandbox(now: () => number = Date.now): Promise<ShoplineSandbox> {
  const shop = createShoplineSandbox({ now, knobs: { limits: [] } });
  await shop.listen();
  return shop;
}

/** A Shoplazza sandbox shop that listens, without rate limits. @param now milliseconds since the epoch. @param version of `baseUrl`. */
export async function openShoplazzaSandbox(
  now: () => number = Date.now,
  version = '2022-01',
): Promise<ShoplazzaSandbox> {
  const shop = createShoplazzaSandbox({ now, version, knobs: { limits: [] } });
  await shop.listen();
  return shop;
}

/** Both sandbox shops with one clock. @param now milliseconds since the epoch. */
export async function openSandboxShops(now?: () => number): Promise<SandboxShops> {
  const [shopline, shoplazza] = await Promise.all([
    openShoplineSandbox(now),
    openShoplazzaSandbox(now),
  ]);
  return { shopline, shoplazza };
}

/** `POST /customers` and the like: every call that a shop got, in order. */
export const routesOf = (shop: Pick<ShoplineSandbox, 'calls'>): readonly string[] =>
  shop.calls().map(({ method, route }) => `${method} ${route}`);
