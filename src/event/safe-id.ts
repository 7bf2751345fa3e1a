import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** Makes an identifier from outside safe for logs, ledger and attributes. */
type SafeId = (id: string) => string;

/**
 * For the identifiers of one event or delivery. Some producers put e-mails, phones or names into ids. The keyed hash
 * replaces such an id; it identifies the event just as well.
 *
 * @param personal texts that must not appear in any separation or percent-encoding. Texts of fewer than four letters and
 * digits are ignored.
 */
export function createSafeId(
  digest: (text: string) => string,
  personal: readonly string[] = [],
): SafeId {
  const hidden = personal.map(squash).filter((text) => text.length >= LEAST_LENGTH);
  return (id) => {
    const plain = decoded(id);
    const squashed = squash(plain);
    const leaks = hidden.some((text) => squashed.includes(text));
    const isSafe = SAFE.test(id) && SAFE.test(plain) && !PHONE.test(plain) && !leaks;
    return isSafe ? id : hashedId(id, digest);
  };
}

/** Replaces an identifier that holds personal data. */
export const hashedId = (id: string, digest: (text: string) => string): string =>
  `hash:${digest(id).slice(0, 32)}`;

/** Shorter texts appear in many ids by chance. */
const LEAST_LENGTH = 4;

/** Printable ASCII without `@`, space and quotes. */
const SAFE = /^[!#-&(-?A-~]{1,512}$/;

/** An international phone, with or without separators. */
const PHONE = /(?:\+|tel:)(?:[-./()]*\d){6,}/i;

/**
 * Decodes percent-encoding until nothing changes: `ada%40example.com` and `ada%2540example.com` are e-mails too. Never
 * fails, because each byte becomes the character of its code.
 */
function decoded(id: string): string {
  const once = id.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return once === id ? id : decoded(once);
}

/** Keeps letters and digits only, in lower case: `Ada-Lin` and `ada.lin` are the same name. */
const squash = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The fields of a signup that identify a person. */
const PERSONAL = new Set(['email', 'phone', 'name', 'firstName', 'lastName']);

/** Deeper than any valid signup. */
const MAX_DEPTH = 6;

/**
 * The texts of a signup that must not appear in an identifier. Accepts any value: identifiers of invalid signups are
 * logged too.
 *
 * @returns contacts, phones without their calling code, names, and first and last names in both orders, each once.
 */
export function personalTexts(...data: readonly unknown[]): readonly string[] {
  const texts: string[] = [];
  for (const one of data) collect(one, false, 0, texts);
  return [...new Set(texts)];
}

function collect(value: unknown, isPersonal: boolean, depth: number, texts: string[]): void {
  if (typeof value === 'string') {
    if (!isPersonal) return;
    texts.push(value);
    if (value.startsWith('+')) texts.push(...nationalNumber(value));
    return;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  const members: Readonly<Record<string, unknown>> = { ...value };
  for (const key of Object.keys(members)) {
    collect(members[key], isPersonal || PERSONAL.has(key), depth + 1, texts);
  }
  const { firstName, lastName } = members;
  if (typeof firstName === 'string' && typeof lastName === 'string') {
    texts.push(firstName + lastName, lastName + firstName);
  }
}

function nationalNumber(text: string): readonly string[] {
  const national = parsePhoneNumberFromString(text)?.nationalNumber;
  return national ? [national] : [];
}
