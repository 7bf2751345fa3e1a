import type { AddressFact, Fact } from '../../delivery/platform-port.ts';
import type { SignupAddress } from '../../generated/types.ts';
import { contentOf, idOf, type Row, rowsOf } from './answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { digits } from './find.ts';
import { normalized } from '../../event/normalized.ts';

/** Names as far as the event says them; `''` clears. */
export interface Names {
  readonly first?: string;
  readonly last?: string;
}

/** The clock of the question which address is the default one. */
export const DEFAULT_ADDRESS = 'address.default';

/** What makes two addresses different, besides province and phone. The country's name follows from its code. */
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
 * Whether the shop already has this address. Letter case and spaces do not count, and neither does what the shop may
 * have filled in or written in its own way: the province beside its code, the calling code of the phone.
 */
export function isSameAddress(wanted: Row, stored: Row): boolean {
  return (
    COMPARED.every((name) => folded(wanted[name]) === folded(stored[name])) &&
    isSameProvince(wanted, stored) &&
    isSamePhone(phoneOf(wanted), phoneOf(stored))
  );
}

function isSameProvince(a: Row, b: Row): boolean {
  const [aName, aCode, bName, bCode] = [a, b].flatMap((one) => [
    folded(one['province']),
    folded(one['province_code']),
  ]);
  if (aCode && bCode) return aCode === bCode;
  // A name beside a code alone says nothing, as little as no province does.
  return aName === '' || bName === '' || aName === bName;
}

function isSamePhone(a: string, b: string): boolean {
  if (a === '' || b === '') return a === b;
  return a.endsWith(b) || b.endsWith(a);
}

/** All digits, the calling code included; a leading 0 is dialled inside the country only. */
function phoneOf(address: Row): string {
  const phone = text(address['phone']);
  const area = phone.trim().startsWith('+') ? '' : digits(text(address['phone_area_code']));
  return area + digits(phone).replace(/^0/, '');
}

function folded(value: unknown): string {
  return normalized(text(value), 'NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The addresses that these facts ask for, each once; at most one of them has `default: true`. */
export function addressesOf(facts: readonly Fact[]): readonly AddressFact['address'][] {
  const addresses = facts.filter((fact) => fact.kind === 'address');
  // The fact about the default address repeats the address, and its word on `default` counts.
  const inOrder = [
    ...addresses.filter(({ key }) => key !== DEFAULT_ADDRESS),
    ...addresses.filter(({ key }) => key === DEFAULT_ADDRESS),
  ];
  return [...new Map(inOrder.map(({ address }) => [addressIdentity(address), address])).values()];
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The English name of a country, by its ISO 3166-1 alpha-2 code: Shoplazza asks for name and code. */
export function englishCountry(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? NAMES.of(code) : undefined;
}

type Parameters = Readonly<Record<string, string | boolean>>;

/**
 * An address in Shoplazza's shape; `undefined` when its names or its country are not known.
 *
 * The pages disagree on what is required (names and country, or `address1`, `address2` and country), so all are sent.
 *
 * @param names of the customer, for an address that has none.
 * @param country of the store, ISO 3166-1 alpha-2, for an address that has none.
 * @see https://shoplazza.dev/reference/create-address-3
 */
export function toAddress(
  address: SignupAddress,
  names: Names,
  country: string | undefined,
): Parameters | undefined {
  const code = address.countryCode ?? country;
  const name = code && englishCountry(code);
  const recipient = recipientOf(address, names);
  if (!code || !name || !recipient) return undefined;
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
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([key, value]) => (value ? [[key, value]] : [])),
    ),
    country: name,
    country_code: code,
    default: address.default ?? false,
  };
}

/** The address's own names or else the customer's, never a mixture: that would be a person who does not exist. */
function recipientOf(address: SignupAddress, customer: Names): Parameters | undefined {
  const own = { first: address.firstName ?? '', last: address.lastName ?? '' };
  const { first = '', last = '' } = own.first || own.last ? own : customer;
  return first || last ? { first_name: first, last_name: last } : undefined;
}

/** Most addresses in one answer. */
const LIMIT = '250';

/**
 * Adds the addresses that the customer does not have yet. They are read first, always: an earlier attempt may have
 * added one without hearing so.
 *
 * @returns the key of the default address when it could not be made the default one.
 * @see https://shoplazza.dev/reference/create-address-3
 */
export async function addAddresses(
  ask: Ask,
  id: string,
  facts: readonly Fact[],
): Promise<readonly string[]> {
  const wanted = addressesOf(facts);
  if (wanted.length === 0) return [];
  const answer = await ask('listAddresses', { path: { id }, query: [['limit', LIMIT]] });
  const stored = rowsOf(answer.body, 'addresses');
  if (stored === undefined) throw unreadable('listAddresses', answer);
  let isMissed = false;
  for (const address of wanted) {
    const known = stored.find((one) => isSameAddress(address, one));
    const now = known ?? (await addAddress(ask, id, address));
    if (address['default'] === true && now?.['default'] !== true) {
      isMissed = !(await makeDefault(ask, id, idOf(now)));
    }
  }
  return isMissed ? [DEFAULT_ADDRESS] : [];
}

/** The body is flat in 2022-01, unlike that of Create Customer. @returns the address, where the answer shows it. */
async function addAddress(ask: Ask, id: string, address: Row): Promise<Row | undefined> {
  const answer = await ask('addAddress', { path: { id }, body: address });
  if (typeof answer.body === 'string') throw unreadable('addAddress', answer);
  return contentOf(answer.body, 'address');
}

/** @returns false where the address has no id to call it by. */
async function makeDefault(ask: Ask, id: string, address: string | undefined): Promise<boolean> {
  if (address === undefined) return false;
  // None is documented; an empty object, because a call without a body can be a 400.
  await ask('setDefault', { path: { id, address }, body: {} });
  return true;
}
