import { unwrap } from './event.ts';
import { type PersonalTexts, personalTexts } from './personal-texts.ts';
import { createNamesPerson, maskedText } from './safe-id.ts';
import { asRecord } from '../util/is-record.ts';
import { parseJson } from './validate.ts';

/** Texts that came with a message. Anyone who may write to the queue can have written them. */
export interface LetterTexts {
  readonly detail?: string | undefined;
  readonly eventId?: string | undefined;
  readonly store?: string | undefined;
  readonly source?: string | undefined;
}

/** Longest explanation that the relay writes, in characters. */
const MAX_DETAIL = 1_000;

/** As `consume` writes an identifier that holds personal data. */
const HASHED = /^hash:[0-9a-f]{32}$/;

/**
 * The texts of a dead letter as they may be shown: without what its body says of a person, and without identifiers that
 * hold it. The relay writes none of that, but a letter may be another sender's.
 *
 * @param body of the message, which is not changed.
 */
export function shownTexts(texts: LetterTexts, body: string): LetterTexts {
  if (Object.values(texts).every((text) => text === undefined)) return {};
  const personal = textsOfBody(body);
  const namesPerson = createNamesPerson(personal);
  const idOf = (id: string | undefined): string | undefined =>
    id !== undefined && (HASHED.test(id) || !namesPerson(id)) ? id : undefined;
  const { detail, eventId, store, source } = texts;
  return {
    detail: detail === undefined ? undefined : maskedText(detail.slice(0, MAX_DETAIL), personal),
    eventId: idOf(eventId),
    store: idOf(store),
    source: idOf(source),
  };
}

/** Contacts and names in an event, or in what a tool posted. A body that cannot be read names none. */
function textsOfBody(body: string): PersonalTexts {
  const content = valueOf(() => unwrap(body));
  const { data, data_base64: encoded } = asRecord(content);
  const { body: text, bodyBase64: base64 } = asRecord(data);
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('utf8') : '';
  const inner = typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : '';
  const posted = [typeof text === 'string' ? text : bytes, inner].filter((one) => one !== '');
  return personalTexts(content, ...posted.map(postedValue));
}

const postedValue = (text: string): unknown =>
  valueOf(() => parseJson(text)) ?? Object.fromEntries(new URLSearchParams(text));

function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
