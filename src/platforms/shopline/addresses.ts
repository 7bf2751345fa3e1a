import type { AddressFact } from '../../delivery/platform-port.ts';
import { normalized } from '../../event/normalized.ts';

type Address = Readonly<Record<string, unknown>>;

export interface MergedAddresses {
  /** The whole list to write; `undefined` when every address is there already. */
  readonly addresses?: readonly Address[];
  /** Facts for which the customer has no room. */
  readonly tooMany: readonly AddressFact[];
}

/** @see https://open-api.docs.shoplineapp.com/docs/update-customer */
const MAX_ADDRESSES = 5;

/**
 * The stored addresses and those that are not among them yet. The whole list, because it is not documented whether
 * Update Customer adds to it or replaces it.
 */
export function mergeAddresses(
  stored: readonly Address[],
  facts: readonly AddressFact[],
): MergedAddresses {
  const fresh: AddressFact[] = [];
  for (const fact of facts) {
    const known = [...stored, ...fresh.map(({ address }) => address)];
    if (!known.some((address) => isSameAddress(address, fact.address))) fresh.push(fact);
  }
  const room = Math.max(0, MAX_ADDRESSES - stored.length);
  const added = fresh.slice(0, room).map(({ address }) => address);
  return {
    ...(added.length > 0 && { addresses: [...stored.map(asRequest), ...added] }),
    tooMany: fresh.slice(room),
  };
}

/** Requests hold a code in `country` where stored addresses hold a name; what is empty is not sent back. */
function asRequest(stored: Address): Address {
  const entries = Object.entries(stored).filter(([, value]) => value !== null);
  const code = normal(stored['country_code']);
  return { ...Object.fromEntries(entries), ...(code !== '' && { country: code.toUpperCase() }) };
}

const COMPARED = [
  'state',
  'city',
  'district',
  'postcode',
  'address_1',
  'address_2',
  'recipient_name',
] as const;

/** Whether the shop would show both as one. */
export function isSameAddress(a: Address, b: Address): boolean {
  const countries = new Set([countryOf(a), countryOf(b)]);
  return (
    COMPARED.every((field) => normal(a[field]) === normal(b[field])) &&
    phoneOf(a) === phoneOf(b) &&
    (countries.size === 1 || countries.has(''))
  );
}

/** The code, as far as it is known: a stored `country` may be a name in any language. */
function countryOf({ country, country_code }: Address): string {
  const code = normal(country_code) || normal(country);
  return /^[a-z]{2}$/.test(code) ? code : '';
}

/** Without what a shop may take away: separators and the first zeros. */
const phoneOf = (address: Address): string =>
  normal(address['recipient_phone']).replaceAll(/\D/g, '').replace(/^0+/, '');

function normal(value: unknown): string {
  return typeof value === 'string'
    ? normalized(value, 'NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
    : '';
}
