import type { Store } from '../generated/types.ts';

type Limits = NonNullable<Store['limits']>;

/**
 * The platforms' documented limits. A store's own `limits` replace them.
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

/** The leaky buckets of a store. Every call must fit into all of them. */
export const limitsOf = ({ platform, limits }: Store): Limits => limits ?? DOCUMENTED[platform];
