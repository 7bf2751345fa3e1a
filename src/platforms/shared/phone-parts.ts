import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** A phone in the two fields that shops store. */
export interface PhoneParts {
  /** Digits as dialled inside the country, with the national prefix: `0912345678`. */
  readonly national: string;
  /** Digits without `+`: `886`. */
  readonly callingCode: string;
}

/** @param e164 e.g. `+886912345678`. @returns `undefined` for a text that is no phone number. */
export function phoneParts(e164: string): PhoneParts | undefined {
  const phone = parsePhoneNumberFromString(e164);
  if (phone === undefined) return undefined;
  const callingCode = phone.countryCallingCode;
  const dialled = phone.formatNational().replaceAll(/\D/g, '');
  // Some countries dial with a prefix that cannot be read back. Then the number without any prefix is safer.
  const isReadable = toE164({ national: dialled, callingCode }) === phone.number;
  return { national: isReadable ? dialled : phone.nationalNumber, callingCode };
}

/**
 * The inverse of `phoneParts`, for numbers that a shop stores: with or without national prefix, `+`, spaces, dashes.
 *
 * @returns `undefined` for a text that is no phone number, and for a national number without a calling code.
 */
export function toE164({ national, callingCode }: PhoneParts): string | undefined {
  const code = callingCode.replace(/^\+/, '');
  if (national.length > 40 || !/^\d{0,4}$/.test(code)) return undefined;
  try {
    return parsePhoneNumberFromString(national, { defaultCallingCode: code })?.number;
  } catch {
    // The library throws on a calling code that no country has; a shop can store any.
    return undefined;
  }
}
