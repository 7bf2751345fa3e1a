import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** A phone as shops keep it: in two fields. */
export interface PhoneParts {
  /** Digits as a person of that country dials them, with the national prefix: `0912345678`. */
  readonly national: string;
  /** Digits without `+`: `886`. */
  readonly callingCode: string;
}

/** @param e164 e.g. `+886912345678`. @returns `undefined` for what is no phone number. */
export function phoneParts(e164: string): PhoneParts | undefined {
  const phone = parsePhoneNumberFromString(e164);
  if (phone === undefined) return undefined;
  const callingCode = phone.countryCallingCode;
  const dialled = phone.formatNational().replaceAll(/\D/g, '');
  // Some national forms cannot be read back (other prefixes inside the country): then the bare number is safer.
  const isReadable = toE164({ national: dialled, callingCode }) === phone.number;
  return { national: isReadable ? dialled : phone.nationalNumber, callingCode };
}

/**
 * The inverse of `phoneParts`, for what a shop holds: with or without national prefix, `+`, spaces, dashes.
 *
 * @returns `undefined` for what is no phone number, or for a national one whose calling code is not known.
 */
export function toE164({ national, callingCode }: PhoneParts): string | undefined {
  const code = callingCode.replace(/^\+/, '');
  if (national.length > 40 || !/^\d{0,4}$/.test(code)) return undefined;
  try {
    return parsePhoneNumberFromString(national, { defaultCallingCode: code })?.number;
  } catch {
    // The library throws on a calling code that no country has; a shop can hold any.
    return undefined;
  }
}
