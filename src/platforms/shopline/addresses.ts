import type { AddressFact } from '../../delivery/platform-port.ts';
import type { ShoplineDeliveryAddress, SignupAddress } from '../../generated/types.ts';
import type { Row } from '../shared/answers.ts';
import { type FactContext, fullName, phoneParts, stampOf } from '../shared/facts.ts';
import { isRecord } from '../../util/is-record.ts';
import { normalized } from '../../event/text.ts';

/**
 * An address in SHOPLINE's shape, with only the fields that are known.
 *
 * The code goes into both country fields: SHOPLINE's sample requests have a code in `country`, its stored addresses a
 * name.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/delivery-address
 */
export function toShopAddress(address: SignupAddress): ShoplineDeliveryAddress & Row {
  const phone = address.phone ? phoneParts(address.phone) : undefined;
  const fields = {
    country: address.countryCode,
    country_code: address.countryCode,
    state: address.province,
    city: address.city,
    district: address.district,
    postcode: address.postalCode,
    address_1: address.line1,
    address_2: address.line2,
    recipient_name: fullName(address.firstName, address.lastName),
    recipient_phone: phone?.national,
    recipient_phone_country_code: phone?.callingCode,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => Boolean(value)));
}

/** The fields of an address that SHOPLINE has no place for. */
export function unheldOfAddress(address: SignupAddress): readonly string[] {
  return (['company', 'provinceCode', 'default'] as const).filter((field) => address[field]);
}

/** @param addresses in SHOPLINE's shape. */
export function addressFacts(
  addresses: readonly Row[],
  { signup, digest }: FactContext,
): readonly AddressFact[] {
  return addresses.map((address) => {
    const key = `address:${digest(addressIdentity(address))}`;
    return { kind: 'address', key, stamp: stampOf(signup, key), address };
  });
}

/** The same text for the same address in any order of its fields, for hashing. */
export function addressIdentity(address: Row): string {
  return JSON.stringify(address, (_, member: unknown) =>
    isRecord(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

export interface MergedAddresses {
  /** The whole list to write; `undefined` when the shop has every address already. */
  readonly addresses?: readonly Row[];
  /** Facts for which the customer has no room. */
  readonly tooMany: readonly AddressFact[];
}

/** @see https://open-api.docs.shoplineapp.com/docs/update-customer */
const MAX_ADDRESSES = 5;

/**
 * The stored addresses plus the new ones. The list is always whole: SHOPLINE does not document whether Update Customer
 * adds to it or replaces it.
 */
export function mergeAddresses(
  stored: readonly Row[],
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

/** A stored address as a request needs it: the code instead of the name in `country`, and no empty fields. */
function asRequest(stored: Row): Row {
  const entries = Object.entries(stored).filter(([, value]) => value !== null);
  const code = folded(stored['country_code']);
  return { ...Object.fromEntries(entries), ...(code !== '' && { country: code.toUpperCase() }) };
}

/** The fields that make two addresses different, besides country and phone. */
const COMPARED = [
  'state',
  'city',
  'district',
  'postcode',
  'address_1',
  'address_2',
  'recipient_name',
] as const;

/** Whether both are the same address for the shop. Letter case, width and spaces do not count. */
export function isSameAddress(a: Row, b: Row): boolean {
  const countries = new Set([countryOf(a), countryOf(b)]);
  return (
    COMPARED.every((field) => folded(a[field]) === folded(b[field])) &&
    phoneOf(a) === phoneOf(b) &&
    (countries.size === 1 || countries.has(''))
  );
}

/** The code if it is known: a stored `country` may be a name in any language. */
function countryOf({ country, country_code }: Row): string {
  const code = folded(country_code) || folded(country);
  return /^[a-z]{2}$/.test(code) ? code : '';
}

/** Without separators and leading zeros, which a shop may remove. */
const phoneOf = (address: Row): string =>
  folded(address['recipient_phone']).replaceAll(/\D/g, '').replace(/^0+/, '');

function folded(value: unknown): string {
  return typeof value === 'string'
    ? normalized(value, 'NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
    : '';
}
