import { hash } from 'node:crypto';
import type { PersonalTexts } from './personal-texts.ts';
import { foldVowels, plainLetters } from './plain-letters.ts';
import { asciiDigits, isAscii, normalized } from './text.ts';

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
  // An event asks for its id at every step. A hostile one has at most its own length of them.
  const known = new Map<string, string>();
  return (id) => {
    const safe = known.get(id) ?? (isSafe(id) ? id : hashedId(id, digest));
    known.set(id, safe);
    return safe;
  };
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

/**
 * An id in the form of our replacement would be mistaken for the id that was replaced. The id of a corrected event is
 * the replaced one with `~1`, `~2` …: replaced again, it would not be newer.
 */
const OURS = /^hash:(?![0-9a-f]{32}(?:~[1-9])+$)/;

/** An international phone, with or without separators. */
const PHONE = /(?:\+|tel:)(?:[-./()_]*\d){6,}/i;

/** Digits without a plus sign may be a phone, or a number of the sender's own. */
export const looksLikePhone = (name: string): boolean => name.replaceAll(/\D/g, '').length >= 7;

/** Shorter words and numbers are in every identifier by chance … */
const LEAST_LENGTH = 4;

/** … but two Chinese characters are not. */
const LEAST_BEYOND_ASCII = 2;

/** Last digits of a phone. Fewer are in many identifiers by chance. */
const LAST_DIGITS = 6;

/** First hexadecimal digits of a hash. */
const HASH_LENGTH = 16;

/** Short words of one name that are looked for in pairs. */
const MAX_PAIRED = 6;

/** Contacts of one person whose plain hashes are looked for. */
const MAX_HASHED = 10;

/** Percent-encodings within each other. */
const MAX_ROUNDS = 5;

/** What is looked for, or what is looked at. */
interface Spellings<T> {
  /** Letters and digits in lower case, without accents. */
  readonly plain: T;
  /** The same with `ae`, `oe`, `ue` and `aa` as one letter. */
  readonly folded: T;
}

type Needles = Spellings<readonly string[]>;

/**
 * Tells whether a text holds one of the personal texts, or a part of one. Parts are a word of a name, the local part of
 * an e-mail, the last digits of a phone. Letter case, separators and accents make no difference. Looks into base64 and
 * hexadecimal digits, and knows the plain MD5, SHA-1 and SHA-256 of contacts.
 *
 * @returns a function for texts of at most a few hundred characters. The caller has to check their length.
 */
export function createHoldsPerson(personal: readonly string[]): (text: string) => boolean {
  let needles: Needles | undefined;
  let hashes: readonly string[] | undefined;
  return (text) => {
    const views = viewsOf(text);
    if (views === undefined) return true;
    needles ??= needlesOf(personal);
    const { plain, folded } = needles;
    if (plain.some((needle) => views.plain.includes(needle))) return true;
    if (folded.some((needle) => views.folded.includes(needle))) return true;
    if (views.digits === undefined) return false;
    const { digits } = views;
    hashes ??= hashesOf(personal);
    return hashes.some((one) => digits.includes(one));
  };
}

/** What a text says, as it stands and decoded. */
interface Views extends Spellings<string> {
  /** Without separators, if a hash may be in it. */
  readonly digits?: string | undefined;
}

/** The views of the last texts: most events have the same source and the same store. */
const seen = new Map<string, Views | undefined>();
const MOST_SEEN = 64;

function viewsOf(text: string): Views | undefined {
  if (seen.has(text)) return seen.get(text);
  const [oldest] = seen.keys();
  if (seen.size === MOST_SEEN && oldest !== undefined) seen.delete(oldest);
  const views = readViews(text);
  seen.set(text, views);
  return views;
}

/** @returns `undefined` where it holds a contact, or encodings that cannot be read to their end. */
function readViews(text: string): Views | undefined {
  const decoded = percentDecoded(decodingsOf(text).join(BETWEEN));
  if (decoded === undefined || LIKE_A_CONTACT.test(decoded)) return undefined;
  const plain = plainLetters(text) + BETWEEN + plainLetters(decoded);
  const digits = text.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  return {
    plain,
    folded: foldVowels(plain),
    ...(/[0-9a-f]{16}/.test(digits) && { digits }),
  };
}

function needlesOf(personal: readonly string[]): Needles {
  const plain = new Set(personal.flatMap(partsOf).map(plainLetters).filter(isFindable));
  const folded = new Set([...plain].map(foldVowels).filter(isFindable));
  return { plain: [...plain], folded: [...folded] };
}

const isFindable = (needle: string): boolean =>
  needle.length >= (isAscii(needle) ? LEAST_LENGTH : LEAST_BEYOND_ASCII);

/** The parts of a personal text that are personal on their own. */
function partsOf(text: string): readonly string[] {
  const local = localPartOf(text);
  if (local !== undefined) {
    const [mailbox = ''] = local.split('+');
    return [text, local, mailbox, ...lastDigitsOf(local)];
  }
  const words = wordsOf(text);
  return [text, ...words, ...pairsOf(words), ...lastDigitsOf(text)];
}

const localPartOf = (text: string): string | undefined => /^([^\s@]+)@[^\s@]+$/.exec(text)?.[1];

const wordsOf = (text: string): readonly string[] =>
  text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => /\p{L}/u.test(word));

/** Words that are too short to be looked for alone, in both orders: of `Ada Lin` `AdaLin` and `LinAda`. */
function pairsOf(words: readonly string[]): readonly string[] {
  const short = words.filter((word) => !isFindable(plainLetters(word))).slice(0, MAX_PAIRED);
  return short.flatMap((one) => short.flatMap((other) => (one === other ? [] : [one + other])));
}

/** The last digits of a phone are the same in every spelling. An extension may follow them. */
function lastDigitsOf(text: string): readonly string[] {
  if (!/\p{Nd}/u.test(text)) return [];
  const plain = asciiDigits(normalized(text, 'NFKD'));
  const [number = ''] = plain.replace(/^\D+/, '').split(/[\p{L};#]/u);
  return [plain, number]
    .map((part) => part.replaceAll(/\D/g, ''))
    .flatMap((digits) => (digits.length >= LAST_DIGITS ? [digits.slice(-LAST_DIGITS)] : []));
}

/**
 * Keeps texts apart that are searched as one, which takes a third of the time: a letter that no language uses today, so
 * that no name goes on beyond it.
 */
const BETWEEN = 'ꙮ';

/** Rare by chance, also where random bytes become letters. */
const LIKE_A_CONTACT = /[a-z0-9._%-]{3,}@[a-z0-9-]{2,}\.[a-z]{2,}|\+\d{8,15}/i;

/**
 * The texts that a text may hold in base64, base64url or hexadecimal digits. It may begin anywhere, after letters of
 * something else.
 */
function decodingsOf(text: string): readonly string[] {
  const base64 = (text.match(/[\w+/-]{6,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('utf8')),
  );
  const joined = text.replaceAll(/[^0-9a-z]/gi, '');
  const hexadecimal = (joined.match(/[0-9a-f]{8,}/gi) ?? []).flatMap((run) =>
    [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('utf8')),
  );
  return [...base64, ...hexadecimal];
}

/**
 * `ada%40example.com` is an e-mail too, and `ada%2540example.com`. Never fails: bytes that are no UTF-8 become `\uFFFD`.
 *
 * @returns `undefined` where too many encodings lie within each other.
 */
export function percentDecoded(text: string): string | undefined {
  let decoded = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (!/%[0-9a-f]{2}/i.test(decoded)) return decoded;
    decoded = decoded.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
    );
  }
  return /%[0-9a-f]{2}/i.test(decoded) ? undefined : decoded;
}

/**
 * Senders put plain hashes of contacts into identifiers. A reader of a log that knows a contact could find its hash
 * there.
 */
function hashesOf(personal: readonly string[]): readonly string[] {
  const contacts = personal.flatMap(spellingsOf).slice(0, MAX_HASHED);
  return contacts.flatMap((contact) =>
    ['md5', 'sha1', 'sha256'].map((algorithm) => hash(algorithm, contact).slice(0, HASH_LENGTH)),
  );
}

/** A contact as tools hash it. */
function spellingsOf(text: string): readonly string[] {
  if (localPartOf(text) !== undefined) return [text.toLowerCase()];
  const digits = text.replaceAll(/\D/g, '');
  return digits.length > LAST_DIGITS && !/\p{L}/u.test(text) ? [digits, `+${digits}`] : [];
}
