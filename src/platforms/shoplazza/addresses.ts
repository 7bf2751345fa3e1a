import type { Row } from './error-answers.ts';
import { digits } from './phones-of.ts';

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
  return text(value).normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
