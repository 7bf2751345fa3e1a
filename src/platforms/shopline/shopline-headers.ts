import type { Store } from '../../generated/types.ts';

/**
 * The headers of every call to a SHOPLINE shop. The guide asks for the merchant's or partner's own handle as user agent.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 */
export function shoplineHeaders(
  store: Pick<Store, 'accessToken' | 'userAgent'>,
): Readonly<Record<string, string>> {
  return {
    authorization: `Bearer ${store.accessToken}`,
    'user-agent': store.userAgent ?? 'signup-relay',
  };
}
