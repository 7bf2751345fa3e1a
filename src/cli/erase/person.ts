import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { parsePhone } from '../../event/phone.ts';
import { UsageError } from '../usage-error.ts';

/** The person to erase. Never printed. */
export interface Person {
  readonly kind: 'email' | 'phone';
  /** E-mail in lower case, phones in E.164. A national phone has one value for each country. */
  readonly values: readonly string[];
  /** Match the person in any text. */
  readonly patterns: readonly RegExp[];
}

/** @param countries of the stores; a phone without calling code is read for each of them. @throws UsageError */
export function readPerson(text: string, countries: readonly (string | undefined)[]): Person {
  const email = text.trim().toLowerCase();
  if (/^[^\s@]+@[^\s@]+$/.test(email)) {
    return { kind: 'email', values: [email], patterns: [emailPattern(email)] };
  }
  const phones = [undefined, ...countries].map((country) => parsePhone(text, country));
  const values = [...new Set(phones.flatMap((phone) => phone ?? []))];
  if (values.length === 0) {
    throw new UsageError(
      'This is not an e-mail address and not a possible phone number. Write a phone with its calling code: +886…',
    );
  }
  return { kind: 'phone', values, patterns: values.flatMap(phonePatterns) };
}

/** Does not match inside a longer address. */
function emailPattern(email: string): RegExp {
  const escaped = email.replaceAll(/[\^$.*+?()[\]{}|/\\]/g, String.raw`\$&`);
  return new RegExp(
    `(?<![\\p{L}\\p{N}._%+'-])${escaped}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`,
    'u',
  );
}

/** Match every way to write the number, with separators between digits, but not inside a longer number. */
function phonePatterns(e164: string): readonly RegExp[] {
  const parsed = parsePhoneNumberFromString(e164);
  const code = parsed?.countryCallingCode ?? '';
  const bare = parsed?.nationalNumber ?? e164.slice(1);
  const national = parsed?.formatNational().replaceAll(/\D/g, '') ?? bare;
  const forms = new Set([code + bare, code + national, `00${code}${bare}`, national, bare]);
  return [...forms]
    .filter((form) => form.length >= LEAST_DIGITS)
    .map((form) => {
      const digits = form.split('').join('[\\s()./-]*');
      return new RegExp(`(?<!\\d[\\s()./-]*)${digits}(?![\\s()./-]*\\d)`, 'u');
    });
}

/** Shorter numbers match too many other texts. */
const LEAST_DIGITS = 8;
