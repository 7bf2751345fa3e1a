import type { Store } from '../generated/types.ts';

type Limits = NonNullable<Store['limits']>;

/**
 * What the platforms document; a store's own `limits` win.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 * @see https://shoplazza.dev/reference/api-rate-limits
 */
const DOCUMENTED: Readonly<Record<Store['platform'], Limits>> = {
  shopline: [{ perSecond: 20, burst: 20 }],
  shoplazza: [
    { perSecond: 2, burst: 40 },
    { perSecond: 20, burst: 80 },
  ],
};

/** The leaky buckets that every call to this store must fit into, all of them. */
export const limitsOf = ({ platform, limits }: Store): Limits => limits ?? DOCUMENTED[platform];
