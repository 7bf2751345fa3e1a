import { isSupportedCountry, isValidPhoneNumber } from 'libphonenumber-js';
import type { Delivery } from '../source.ts';
import { mediaType, parseForm, withPlusAddress } from './form-body.ts';

/** The `+` of a phone that was not escaped has become a space. */
const LOST_PLUS = /^ [1-9][-0-9() ./]{6,}$/;

/**
 * The texts of a form by the names of its fields. A name may come several times; `interests[]` is `interests`.
 *
 * @param country region of phones that lost their `+`.
 * @throws RejectedError `invalid_delivery` when it is no form.
 */
export function formFields(
  delivery: Pick<Delivery, 'headers' | 'body'>,
  country: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const isUrlencoded = mediaType(delivery.headers) !== 'multipart/form-data';
  const fields = new Map<string, string[]>();
  for (const { name, value } of parseForm(delivery)) {
    const text = isUrlencoded ? withLostPlus(value, country) : value;
    const key = name.replace(/\[\]$/, '');
    fields.set(key, [...(fields.get(key) ?? []), text]);
  }
  return fields;
}

/** A `+` that was not escaped has become a space: of a phone at its start, of an e-mail inside. */
function withLostPlus(text: string, country: string | undefined): string {
  if (LOST_PLUS.test(text)) return withPlus(text, country);
  return withPlusAddress(text);
}

/** Unless the number is one of the country: then the space was typed. */
function withPlus(text: string, country: string | undefined): string {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  if (region && isValidPhoneNumber(text, region)) return text;
  const whole = `+${text.trim()}`;
  return isValidPhoneNumber(whole) ? whole : text;
}
