import type { Store, StoreSource } from '../generated/types.ts';
import { asRecord, isRecord } from '../util/is-record.ts';

/** A store as Parameter Store holds it: the shop in one parameter, each sender in its own. */
export interface StoreParts {
  readonly shop: Omit<Store, 'sources'>;
  /** By name. Each has the country that its phones get. */
  readonly sources: Readonly<Record<string, StoreSource>>;
}

/** Takes a configuration apart. The store's country goes into each source, because `receive` reads no shop. */
export function takeApart({ sources = {}, ...shop }: Store): StoreParts {
  const country = shop.country === undefined ? {} : { country: shop.country };
  const parts = Object.entries(sources).map(
    ([name, source]) => [name, { ...country, ...source }] as const,
  );
  return { shop, sources: Object.fromEntries(parts) };
}

/**
 * Puts a configuration together, valid or not. Sources in the shop's own parameter win: an older version wrote them, and
 * they are the newest until `store put` or `store migrate` takes them out.
 */
export function putTogether(
  shop: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { sources: own, ...rest } = shop;
  if (own !== undefined && !isRecord(own)) return shop;
  const parts = Object.entries({ ...sources, ...asRecord(own) }).map(
    ([name, source]) => [name, withoutCountry(source, rest['country'])] as const,
  );
  return parts.length > 0 ? { ...rest, sources: Object.fromEntries(parts) } : rest;
}

/** A country that equals the store's is left out, as people write it. */
function withoutCountry(source: unknown, ofStore: unknown): unknown {
  if (!isRecord(source) || source['country'] !== ofStore) return source;
  const { country: _, ...rest } = source;
  return rest;
}
