import type { SignupAddress } from '../../generated/types.ts';
import { englishCountry } from './english-country.ts';
import type { Names } from './names-of.ts';

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
