import {
  ASCII,
  createHoldsPerson,
  LIKE_A_CONTACT,
  needlesOf,
  percentDecoded,
  squash,
} from './holds-person.ts';
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

/**
 * Replaces with `…` the words of a text that name or reach a person: addresses and phones in general, and what the personal
 * texts hold. A word of a name is replaced as a whole word only, because a text has words of its own.
 *
 * @param personal texts that must not appear; `undefined` replaces the whole text.
 */
export function maskedText(text: string, personal: PersonalTexts): string {
  if (personal === undefined) return '…';
  const readable = text.replaceAll(SPACED_PHONE, '…');
  const { plain } = needlesOf(personal);
  const whole = new Set(plain);
  const inside = plain.filter((needle) => !ASCII.test(needle) || !/\D/.test(needle));
  const words = readable.match(/\S+/g) ?? [];
  const squashed = words.map((word) => (word.length > LONGEST_WORD ? undefined : squash(word)));
  const isNamed = (word: string | undefined): boolean =>
    word === undefined || whole.has(word) || inside.some((needle) => word.includes(needle));
  const hidden = words.map((word, at) => {
    const own = squashed[at];
    const pairs = [`${squashed[at - 1] ?? ''}${own}`, `${own}${squashed[at + 1] ?? ''}`];
    const isContact = LIKE_A_CONTACT.test(word) || PHONE.test(word) || LONG_NUMBER.test(word);
    return isContact || isNamed(own) || pairs.some((pair) => whole.has(pair));
  });
  let at = -1;
  return readable.replaceAll(/\S+/g, (word) => (hidden[(at += 1)] ? '…' : word));
}

/** A longer word is none. */
const LONGEST_WORD = 512;

/** A phone with spaces between its digits. */
const SPACED_PHONE = /(?:\+\d|\b0\d)(?:[-.() ]?\d){7,14}/g;

/** A national phone. Years, counts and positions have fewer digits in a row. */
const LONG_NUMBER = /(?:\d[-.() ]?){9}/;

/** Tells whether an identifier of any characters names or reaches a person. */
export function createNamesPerson(personal: PersonalTexts): (id: string) => boolean {
  if (personal === undefined) return () => true;
  const holdsPerson = createHoldsPerson(personal);
  return (id) => {
    if (id.length > LONGEST_WORD) return true;
    const plain = percentDecoded(id);
    return (
      plain === undefined || LIKE_A_CONTACT.test(plain) || PHONE.test(plain) || holdsPerson(plain)
    );
  };
}

/** Replaces an identifier that holds personal data. */
export const hashedId = (id: string, digest: (text: string) => string): string =>
  `hash:${digest(id).slice(0, 32)}`;

/** Printable ASCII without `@`, space and quotes. */
const SAFE = /^[!#-&(-?A-~]{1,512}$/;

/** An id in the form of our replacement would be mistaken for the id that was replaced. */
const OURS = /^hash:/;

/** An international phone, with or without separators. */
const PHONE = /(?:\+|tel:)(?:[-./()_]*\d){6,}/i;

/** Digits without a plus sign may be a phone, or a number of the sender's own. */
export const looksLikePhone = (name: string): boolean => name.replaceAll(/\D/g, '').length >= 7;
