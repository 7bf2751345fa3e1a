import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { parsePhone } from '../../event/phone.ts';
import { UsageError } from '../usage-error.ts';

/** Who is to be erased. Never printed. */
export interface Person {
  readonly kind: 'email' | 'phone';
  /** As contacts are compared: e-mail in lower case, phones in E.164. A national phone is another one in each country. */
  readonly values: readonly string[];
  /** What stands for the person in any text. */
  readonly patterns: readonly RegExp[];
}

/** @param countries of the stores: a phone without its calling code is read as one of each. @throws UsageError */
export function readPerson(text: string, countries: readonly (string | undefined)[]): Person {
  const email = text.trim().toLowerCase();
  if (/^[^\s@]+@[^\s@]+$/.test(email)) {
    return { kind: 'email', values: [email], patterns: [emailPattern(email)] };
  }
  const phones = [undefined, ...countries].map((country) => parsePhone(text, country));
  const values = [...new Set(phones.flatMap((phone) => phone ?? []))];
  if (values.length === 0) {
    throw new UsageError(
      'That is neither an e-mail address nor a possible phone number. Write a phone with its calling code: +886…',
    );
  }
  return { kind: 'phone', values, patterns: values.flatMap(phonePatterns) };
}

/** Not as a part of a longer address. */
function emailPattern(email: string): RegExp {
  const escaped = email.replaceAll(/[\^$.*+?()[\]{}|/\\]/g, String.raw`\$&`);
  return new RegExp(
    `(?<![\\p{L}\\p{N}._%+'-])${escaped}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`,
    'u',
  );
}

/** Every way to write it, with whatever people put between the digits, and not as a part of a longer number. */
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

/** Fewer digits stand for something else too often. */
const LEAST_DIGITS = 8;
