import { asRecord } from '../util/is-record.ts';
import type { Digest } from './digest.ts';
import { readEmail } from './email.ts';
import { parsePhone } from './phone.ts';

/** Hexadecimal digits of a short hash: enough to find a person's lines among billions. */
const LENGTH = 16;

/**
 * Replaces a contact in log lines: the beginning of its keyed hash in the ledger. Without the key it reveals nothing.
 *
 * @param value in the form that is compared: e-mail in lower case, phone in E.164.
 */
export const contactHash = (value: string, digest: Digest): string =>
  digest(value).slice(0, LENGTH);

/**
 * The short hashes of a signup's contacts. Reads what it can of a signup that breaks the schema. Never throws.
 *
 * @param country region of a phone without its calling code.
 */
export function contactHashes(
  data: unknown,
  country: string | undefined,
  digest: Digest,
): readonly string[] {
  const { email, phone } = asRecord(asRecord(data)['customer']);
  const contacts = [
    typeof email === 'string'
      ? (readEmail(email)?.email ?? addressIn(email))?.toLowerCase()
      : undefined,
    typeof phone === 'string' ? parsePhone(phone, country) : undefined,
  ];
  return contacts.flatMap((value) => (value === undefined ? [] : [contactHash(value, digest)]));
}

/** A text that is no address has a hash too, so a search by the same wrong text finds it. */
const addressIn = (text: string): string | undefined =>
  text.includes('@') ? text.trim() : undefined;
