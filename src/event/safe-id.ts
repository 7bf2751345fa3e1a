import { createHoldsPerson, percentDecoded } from './holds-person.ts';
import type { PersonalTexts } from './personal-texts.ts';

/** Makes an identifier from outside safe for logs, ledger and attributes. */
export type SafeId = (id: string) => string;

/**
 * For the identifiers of one event or delivery. Some producers put e-mails, phones or names into ids. The keyed hash
 * replaces such an id; it identifies the event just as well. The length of an id is checked before anything else.
 *
 * @param personal texts that must not appear; `undefined` replaces every identifier.
 */
export function createSafeId(digest: (text: string) => string, personal: PersonalTexts): SafeId {
  const isSafe = createIsSafe(personal);
  return (id) => (isSafe(id) ? id : hashedId(id, digest));
}

/** Whether a text may be shown as it is. */
export function createIsSafe(personal: PersonalTexts): (text: string) => boolean {
  if (personal === undefined) return () => false;
  const holdsPerson = createHoldsPerson(personal);
  return (text) => {
    if (!SAFE.test(text) || OURS.test(text)) return false;
    const plain = percentDecoded(text);
    return plain !== undefined && SAFE.test(plain) && !PHONE.test(plain) && !holdsPerson(plain);
  };
}

/** Replaces an identifier that holds personal data. */
export const hashedId = (id: string, digest: (text: string) => string): string =>
  `hash:${digest(id).slice(0, 32)}`;

/** Printable ASCII without `@`, space and quotes. */
const SAFE = /^[!#-&(-?A-~]{1,512}$/;

/** An id that looks like ours would be taken for the id that ours stands for. */
const OURS = /^hash:/;

/** An international phone, with or without separators. */
const PHONE = /(?:\+|tel:)(?:[-./()_]*\d){6,}/i;

/** Digits without a plus sign may be a phone, or a number of the sender's own. */
export const looksLikePhone = (name: string): boolean => name.replaceAll(/\D/g, '').length >= 7;
