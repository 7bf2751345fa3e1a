import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { SignupAddress } from '../../generated/types.ts';
import { known } from './found.ts';
import { toPhone, toText } from './texts.ts';
import { normalized } from '../../event/normalized.ts';

/** An address in a tool's own texts. */
type AddressParts = Readonly<Partial<Record<Exclude<keyof SignupAddress, 'default'>, unknown>>> & {
  readonly default?: boolean | undefined;
};

/**
 * An address of a signup. Codes that are none and phones that cannot be are left out: an address must not keep its
 * customer from the shop. A country or a name alone is no address.
 */
export function toAddress(parts: AddressParts): SignupAddress | undefined {
  const { firstName, lastName, line1, line2, district, city, province, company } = parts;
  const postalCode = code(toText(parts.postalCode)?.replace('〒', ''), /^[A-Z0-9][A-Z0-9 -]*$/i);
  const place = known({
    line1: toText(line1),
    line2: toText(line2),
    district: toText(district),
    city: toText(city),
    province: toText(province),
    postalCode,
  });
  if (Object.keys(place).length === 0) return undefined;
  const countryCode = code(parts.countryCode, /^[A-Z]{2}$/i)?.toUpperCase();
  return {
    ...known({ firstName: toText(firstName), lastName: toText(lastName) }),
    ...place,
    ...known({
      phone: phoneOf(parts.phone, countryCode),
      provinceCode: code(parts.provinceCode, /^[A-Z0-9-]+$/i),
      countryCode,
      company: toText(company),
      default: parts.default,
    }),
  };
}

function code(value: unknown, form: RegExp): string | undefined {
  const text = normalized(toText(value) ?? '', 'NFKC').trim();
  return text.length <= 20 && form.test(text) ? text : undefined;
}

/** A national phone in an address is one of the address's country. */
function phoneOf(value: unknown, country: string | undefined): string | undefined {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const text = toPhone(value) ?? '';
  const phone = parsePhoneNumberFromString(text, region);
  const isFit = text.startsWith('+') ? phone?.isPossible() : phone?.isValid();
  return isFit === true ? phone?.number : undefined;
}
