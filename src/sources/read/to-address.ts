import type { SignupAddress } from '../../generated/types.ts';
import { readCountry } from '../../event/country.ts';
import { known } from './found.ts';
import { toPhone, toText } from './texts.ts';
import { normalized } from '../../event/text.ts';

/** An address in a tool's own texts. */
type AddressParts = Readonly<Partial<Record<Exclude<keyof SignupAddress, 'default'>, unknown>>> & {
  readonly default?: boolean | undefined;
};

/**
 * An address of a signup. A country or a name alone is no address. Codes and phones that cannot be read stay as they
 * are written: they are left out and reported later.
 */
export function toAddress(parts: AddressParts): SignupAddress | undefined {
  const { firstName, lastName, line1, line2, district, city, province, company } = parts;
  const place = known({
    line1: toText(line1),
    line2: toText(line2),
    district: toText(district),
    city: toText(city),
    province: toText(province),
    postalCode: codeOf(parts.postalCode)?.replace(/^〒\s*/u, ''),
  });
  if (Object.keys(place).length === 0) return undefined;
  const country = toText(parts.countryCode);
  return {
    ...known({ firstName: toText(firstName), lastName: toText(lastName) }),
    ...place,
    ...known({
      phone: toPhone(parts.phone),
      provinceCode: codeOf(parts.provinceCode),
      countryCode: country === undefined ? undefined : (readCountry(country) ?? country),
      company: toText(company),
      default: parts.default,
    }),
  };
}

/** Full-width digits and every dash, as in a code. */
const codeOf = (value: unknown): string | undefined =>
  normalized(toText(value) ?? '', 'NFKC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?[\p{Pd}−ー] ?/gu, '-')
    .trim() || undefined;
