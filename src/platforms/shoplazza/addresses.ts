import type { AddressFact, Fact } from '../../delivery/platform-port.ts';
import type { SignupAddress } from '../../generated/types.ts';
import type { Row } from '../shared/answers.ts';
import { type FactContext, type NameParts, stampOf } from '../shared/facts.ts';
import { normalized } from '../../event/text.ts';
import type { ShoplazzaVersion } from '../versions.ts';

/**
 * An address in Shoplazza's shape; `undefined` if its country is not known, or its names where the version requires them.
 *
 * All fields are sent that one of Shoplazza's pages requires: names and country, or `address1`, `address2` and country.
 * The pages disagree.
 *
 * @param names of the customer, for an address without names.
 * @param store `country`: ISO 3166-1 alpha-2, for an address without a country.
 * @see https://shoplazza.dev/reference/create-address-3
 */
export function toShopAddress(
  address: SignupAddress,
  names: NameParts,
  store: { readonly country?: string | undefined; readonly version: ShoplazzaVersion },
): Row | undefined {
  const code = address.countryCode ?? store.country;
  const name = code && englishCountry(code);
  const recipient = recipientOf(address, names);
  const isNamed = recipient !== undefined || store.version.addressNames === 'optional';
  if (!code || !name || !isNamed) return undefined;
  const optional = {
    area: address.district,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    company: address.company,
    phone: address.phone,
    zip: address.postalCode,
  };
  return {
    ...recipient,
    address1: address.line1 ?? '',
    address2: address.line2 ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => Boolean(value))),
    country: name,
    country_code: code,
    default: address.default ?? false,
  };
}

/** The names of the address, or else of the customer. A mixture of both could name a person who does not exist. */
function recipientOf(address: SignupAddress, customer: NameParts): Row | undefined {
  const own = { first: address.firstName ?? '', last: address.lastName ?? '' };
  const { first = '', last = '' } = own.first || own.last ? own : customer;
  return first || last ? { first_name: first, last_name: last } : undefined;
}

const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The English name of a country, by its ISO 3166-1 alpha-2 code: Shoplazza asks for name and code. */
export function englishCountry(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? COUNTRY_NAMES.of(code) : undefined;
}

/** The clock of the choice of the default address. */
export const DEFAULT_ADDRESS = 'address.default';

/**
 * One fact per address, and one for the default address. The choice of the default has a clock of its own. An old event
 * that arrives late adds its address, and does not make it the default again. The first address with `default: true`
 * counts.
 *
 * `default` is always explicit: without it, an address is the default inside create, and not the default elsewhere.
 *
 * @param addresses in Shoplazza's shape.
 */
export function addressFacts(
  addresses: readonly Row[],
  { signup, digest }: FactContext,
): readonly AddressFact[] {
  const factOf = (key: string, address: Row): AddressFact => ({
    kind: 'address',
    key,
    stamp: stampOf(signup, key),
    address,
  });
  const chosen = addresses.find((address) => address['default'] === true);
  return [
    ...addresses.map((address) =>
      factOf(`address:${digest(addressIdentity(address))}`, { ...address, default: false }),
    ),
    ...(chosen ? [factOf(DEFAULT_ADDRESS, { ...chosen, default: true })] : []),
  ];
}

/** The addresses that these facts add, each once; at most one of them has `default: true`. */
export function addressesOf(facts: readonly Fact[]): readonly Row[] {
  const addresses = facts.filter((fact) => fact.kind === 'address');
  // The default address appears twice, once with `default: true`. That one comes last and so replaces the other.
  const inOrder = [
    ...addresses.filter(({ key }) => key !== DEFAULT_ADDRESS),
    ...addresses.filter(({ key }) => key === DEFAULT_ADDRESS),
  ];
  return [...new Map(inOrder.map(({ address }) => [addressIdentity(address), address])).values()];
}

/**
 * The fields that make two addresses different, besides province and phone. The name of the country follows from its
 * code.
 */
const COMPARED = [
  'first_name',
  'last_name',
  'company',
  'address1',
  'address2',
  'area',
  'city',
  'zip',
  'country_code',
  'email',
  'gender',
];

/** The same text for the same address, for hashing. `default` is not part of an address. */
export function addressIdentity(address: Row): string {
  const fields = [...COMPARED, 'province', 'province_code'].map((name) => folded(address[name]));
  return JSON.stringify([...fields, phoneOf(address)]);
}

/**
 * Whether both are the same address for the shop. Letter case and spaces do not count. Neither do additions by the
 * shop: a province beside its code, a calling code before the phone.
 */
export function isSameAddress(a: Row, b: Row): boolean {
  return (
    COMPARED.every((field) => folded(a[field]) === folded(b[field])) &&
    isSameProvince(a, b) &&
    isSamePhone(phoneOf(a), phoneOf(b))
  );
}

function isSameProvince(a: Row, b: Row): boolean {
  const [aName, aCode, bName, bCode] = [a, b].flatMap((one) => [
    folded(one['province']),
    folded(one['province_code']),
  ]);
  if (aCode && bCode) return aCode === bCode;
  // A name cannot be compared with a code, nor with nothing: this counts as no difference.
  return aName === '' || bName === '' || aName === bName;
}

function isSamePhone(a: string, b: string): boolean {
  if (a === '' || b === '') return a === b;
  return a.endsWith(b) || b.endsWith(a);
}

/** All digits, with the calling code, without the leading 0 that is dialled only inside the country. */
function phoneOf(address: Row): string {
  const phone = text(address['phone']);
  const area = phone.trim().startsWith('+') ? '' : digits(text(address['phone_area_code']));
  return area + digits(phone).replace(/^0/, '');
}

/** The digits of a phone number. */
export function digits(phone: string): string {
  return phone.replaceAll(/\D/g, '');
}

function folded(value: unknown): string {
  return normalized(text(value), 'NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
