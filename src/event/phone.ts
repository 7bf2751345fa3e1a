import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone as E.164, `+886912345678`; undefined where it is impossible.
 *
 * @param country region of a number without its calling code: then it has to be one of that country.
 */
export function parsePhone(phone: string, country: string | undefined): string | undefined {
  const region = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(phone, region);
  const isFit = phone.trim().startsWith('+') ? parsed?.isPossible() : parsed?.isValid();
  return isFit ? parsed?.number : undefined;
}
