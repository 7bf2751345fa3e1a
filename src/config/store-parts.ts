import type { Store, StoreFetch, StoreSource } from '../generated/types.ts';
import { asRecord, isRecord } from '../util/is-record.ts';

/** A store as Parameter Store holds it: the shop in one parameter, each sender in its own. */
export interface StoreParts {
  /** With the credentials of its sources for fetching answers: `receive` reads no shop. */
  readonly shop: Omit<Store, 'sources'>;
  /** By name. Each has the country that its phones get. */
  readonly sources: Readonly<Record<string, Omit<StoreSource, 'fetch'>>>;
}

/**
 * Takes a configuration apart. The store's country goes into each source, because `receive` reads no shop. The credential
 * of a source for fetching answers goes into the shop: only `consume` needs it.
 */
export function takeApart({ sources = {}, fetch: own = {}, ...shop }: Store): StoreParts {
  const country = shop.country === undefined ? {} : { country: shop.country };
  const credentials: Record<string, StoreFetch> = { ...own };
  const parts = Object.entries(sources).map(([name, { fetch, ...source }]) => {
    if (fetch !== undefined) credentials[name] = fetch;
    return [name, { ...country, ...source }] as const;
  });
  const hasAny = Object.keys(credentials).length > 0;
  return {
    shop: hasAny ? { ...shop, fetch: credentials } : shop,
    sources: Object.fromEntries(parts),
  };
}

/**
 * Puts a configuration together, valid or not. Sources in the shop's own parameter win: an older version wrote them, and
 * they are the newest until `store put` or `store migrate` takes them out.
 */
export function putTogether(
  shop: Readonly<Record<string, unknown>>,
  sources: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { sources: own, fetch, ...rest } = shop;
  const kept = fetch === undefined ? {} : { fetch };
  if (own !== undefined && !isRecord(own)) return shop;
  const credentials = new Map(Object.entries(asRecord(fetch)));
  const parts = Object.entries({ ...sources, ...asRecord(own) }).map(([name, source]) => {
    const written = withoutCountry(source, rest['country']);
    const credential = credentials.get(name);
    if (credential === undefined || !isRecord(written)) return [name, written] as const;
    credentials.delete(name);
    return [name, { ...written, fetch: credential }] as const;
  });
  // Of sources that do not exist; and what is no record, so that its mistake is named.
  const others = isRecord(fetch)
    ? credentials.size > 0 && { fetch: Object.fromEntries(credentials) }
    : kept;
  return {
    ...rest,
    ...others,
    ...(parts.length > 0 && { sources: Object.fromEntries(parts) }),
  };
}

/** A country that equals the store's is left out, as people write it. */
function withoutCountry(source: unknown, ofStore: unknown): unknown {
  if (!isRecord(source) || source['country'] !== ofStore) return source;
  const { country: _, ...rest } = source;
  return rest;
}
