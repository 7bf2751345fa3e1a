import type { Digest } from './digest.ts';
import { readEmail } from './email.ts';
import { parsePhone } from './phone.ts';

/** Hexadecimal digits of a mark: enough to find a person's lines among billions, by whoever has the key. */
const LENGTH = 16;

/**
 * Stands for a contact in log lines: the beginning of the hash that the ledger keeps for it, so nobody without the
 * key can tell whose it is.
 *
 * @param value as it is compared: e-mail in lower case, phone in E.164.
 */
export const contactMark = (value: string, digest: Digest): string =>
  digest(value).slice(0, LENGTH);

/**
 * The marks of the contacts in a signup, also in one that breaks the schema: then by what of it can be read. Never throws.
 *
 * @param country region of a phone without its calling code.
 */
export function contactMarks(
  data: unknown,
  country: string | undefined,
  digest: Digest,
): readonly string[] {
  const { email, phone } = recordOf(recordOf(data)['customer']);
  const contacts = [
    typeof email === 'string'
      ? (readEmail(email)?.email ?? addressIn(email))?.toLowerCase()
      : undefined,
    typeof phone === 'string' ? parsePhone(phone, country) : undefined,
  ];
  return contacts.flatMap((value) => (value === undefined ? [] : [contactMark(value, digest)]));
}

/** Of what is no address, too, so that a search by the same wrong text finds it. */
const addressIn = (text: string): string | undefined =>
  text.includes('@') ? text.trim() : undefined;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
