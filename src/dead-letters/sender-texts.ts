import { unwrap } from '../event/event.ts';
import { type PersonalTexts, personalTexts } from '../event/personal-texts.ts';
import { createHoldsPerson, createIsSafe, looksLikePhone } from '../event/safe-id.ts';
import { parseJson } from '../event/validate.ts';
import { isErrorWord } from '../event/error-words.ts';
import { isRecord, memberOf } from '../util/is-record.ts';

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

/** Contacts and names in the body. `undefined` if they cannot be known. */
function personOf(content: unknown): PersonalTexts {
  if (!isRecord(content) || typeof content['data_base64'] !== 'string')
    return personalTexts(content);
  try {
    const data = parseJson(Buffer.from(content['data_base64'], 'base64').toString('utf8'));
    return personalTexts(content, data);
  } catch {
    return undefined;
  }
}

/** As long as the relay's own, in characters. */
const MAX_DETAIL = 1_000;

/** An e-mail, or an international phone. */
const CONTACT = /@|(?:\+|tel:)(?:[-./()_]*\d){6,}/i;

function shownDetail(detail: string, personal: PersonalTexts): string {
  const text = detail.slice(0, MAX_DETAIL);
  if (personal === undefined) return '…';
  const holdsPerson = createHoldsPerson(personal);
  const isPersonal = (part: string): boolean => CONTACT.test(part) || holdsPerson(part);
  if (!isPersonal(text)) return text;
  // Error words stay, also where an address is `customer@example.com`: what went wrong must be readable.
  const masked = text.replaceAll(/\S+/g, (word) =>
    isPersonal(word) && !isErrorWord(word) ? '…' : word,
  );
  const others = masked.split(/\s+/).filter((word) => !isErrorWord(word));
  // A name can be spread over words.
  return isPersonal(others.join(' ')) ? '…' : masked;
}
