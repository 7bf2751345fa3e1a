import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone as E.164, `+886912345678`; undefined where the number is impossible.
 *
 * @param country region of a number without a calling code. Such a number must be valid there.
 */
export function parsePhone(phone: string, country: string | undefined): string | undefined {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(phone, region);
  const isFit = phone.trim().startsWith('+') ? parsed?.isPossible() : parsed?.isValid();
  return isFit ? parsed?.number : undefined;
}
