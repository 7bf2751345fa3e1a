import { unwrap } from '../event/event.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import {
  createHoldsPerson,
  createIsSafe,
  looksLikePhone,
  percentDecoded,
} from '../event/safe-id.ts';
import { parseJson } from '../event/validate.ts';
import { isErrorWord } from '../event/error-words.ts';
import { asRecord, memberOf } from '../util/is-record.ts';

/** Texts of a letter's attributes. The relay's own are free of personal data, but any sender can write the same attributes. */
export interface AttributeTexts {
  readonly detail?: string | undefined;
  readonly eventId?: string | undefined;
  readonly store?: string | undefined;
  readonly source?: string | undefined;
}

/**
 * The texts as they may be shown: by the rules that the relay follows when it writes them. An identifier that does not
 * follow them counts as absent; a word of `detail` becomes `…`.
 *
 * @param isExplained whether the letter has a reason. The relay never writes a detail without one.
 */
export function shownTexts(
  { detail, eventId, store, source }: AttributeTexts,
  body: string,
  isExplained: boolean,
): AttributeTexts {
  if ([detail, eventId, store, source].every((text) => text === undefined)) return {};
  const content = contentOf(body);
  const personal = personOf(content);
  const isSafe = createIsSafe(personal);
  const isShown = (id: string): boolean => HASHED.test(id) || isSafe(id);
  const isOwnStore = store === memberOf(memberOf(content, 'data'), 'store');
  const isStore = (name: string): boolean =>
    (isOwnStore && STORE_NAME.test(name)) ||
    HASHED.test(name) ||
    (isSafe(name) && !looksLikePhone(name));
  return {
    detail: isExplained && detail !== undefined ? shownDetail(detail, personal) : undefined,
    eventId: eventId !== undefined && isShown(eventId) ? eventId : undefined,
    store: store !== undefined && isStore(store) ? store : undefined,
    source: source !== undefined && isShown(source) ? source : undefined,
  };
}

/** What the relay writes for an identifier that holds personal data. */
const HASHED = /^hash:[0-9a-f]{1,64}$/;

/** A name of Parameter Store. */
const STORE_NAME = /^[A-Za-z0-9_.-]{1,64}$/;

function contentOf(body: string): unknown {
  try {
    return unwrap(body);
  } catch {
    return undefined;
  }
}

/**
 * Contacts and names in the content of a body, also in what a tool posted. `undefined` if they cannot be known, and no
 * identifier may be shown: where nothing could be read, the relay itself writes none.
 */
export function personOf(content: unknown): PersonalTexts {
  if (typeof content !== 'object' || content === null) return undefined;
  if (Array.isArray(content)) return personsOf(content);
  const { data_base64: bytes, data } = asRecord(content);
  try {
    const inner = typeof bytes === 'string' ? parseJson(textOf(bytes)) : data;
    return personalTexts(content, inner, postedIn(asRecord(inner)));
  } catch {
    return undefined;
  }
}

/** Of a batch: a batch in a batch is no event, and can hold people of whom nothing is known. */
function personsOf(entries: readonly unknown[]): PersonalTexts {
  const all = entries.map((one) => (Array.isArray(one) ? undefined : personOf(one)));
  const known = all.flatMap((texts) => texts ?? []);
  return all.includes(undefined) || known.join('').length > MAX_CHARACTERS ? undefined : known;
}

/** Characters of all personal texts that are looked for in one text. */
const MAX_CHARACTERS = 10_000;

const textOf = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

/** A field of a multipart form: its name, and the first line of its value. The mapping of sources is more than `archive` needs. */
const PART = /name="([^"\r\n]*)"\r?\n\r?\n([^\r\n]*)/g;

/** The fields that a tool posted: JSON, urlencoded or multipart. */
function postedIn({ body, bodyBase64 }: Readonly<Record<string, unknown>>): unknown {
  if (typeof body !== 'string' && typeof bodyBase64 !== 'string') return undefined;
  const text = typeof body === 'string' ? body : textOf(String(bodyBase64));
  try {
    return parseJson(text);
  } catch {
    const parts = [...text.matchAll(PART)].map(([, name = '', value]) => [name, value] as const);
    const fields = parts.length > 0 ? parts : [...new URLSearchParams(text)];
    return fields.map(([name, value]) => ({ [name]: value }));
  }
}

/** As long as the relay's own, in characters. */
const MAX_DETAIL = 1_000;

/** An e-mail, or an international phone. */
const CONTACT = /@|(?:\+|tel:)(?:[-./()_]*\d){6,}/i;

/** What the relay writes for a body that is not JSON. */
const NOT_JSON = /^not JSON(?:: see position \d{1,7} \(line \d{1,7} column \d{1,7}\))?$/;

function shownDetail(detail: string, personal: PersonalTexts): string {
  const text = detail.slice(0, MAX_DETAIL);
  if (personal === undefined) {
    return NOT_JSON.test(text) ? text : text.replaceAll(/\S+/g, (word) => errorWord(word) ?? '…');
  }
  const holdsPerson = createHoldsPerson(personal);
  const isPersonal = (part: string): boolean => {
    const plain = percentDecoded(part);
    return plain === undefined || CONTACT.test(plain) || holdsPerson(plain);
  };
  if (!isPersonal(text)) return text;
  // Error words stay, also where an address is `customer@example.com`: what went wrong must be readable.
  const masked = text.replaceAll(/\S+/g, (word) =>
    isPersonal(word) && !isErrorWord(word) ? '…' : word,
  );
  const others = masked.split(/\s+/).filter((word) => !isErrorWord(word));
  // A name can be spread over words, or over letters, some of which are words of errors, too.
  const letters = text.split(/\s+/).filter((word) => word.length === 1);
  return [others, letters].some((words) => isPersonal(words.join(' '))) ? '…' : masked;
}

const errorWord = (word: string): string | undefined => (isErrorWord(word) ? word : undefined);
