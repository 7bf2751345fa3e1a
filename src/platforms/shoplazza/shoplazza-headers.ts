import type { Store } from '../../generated/types.ts';

/**
 * Headers of every call to a Shoplazza shop. The content type belongs to reading calls too: without it the shop answers 400.
 *
 * @see https://shoplazza.dev/reference/api-public-parameters
 */
export function shoplazzaHeaders(
  store: Pick<Store, 'accessToken'>,
): Readonly<Record<'access-token' | 'content-type', string>> {
  return { 'access-token': store.accessToken, 'content-type': 'application/json' };
}
