import { isRecord } from '../../util/is-record.ts';

/** How much of a text is read, in characters: a gateway can answer with megabytes of HTML. */
const MAX_LENGTH = 2_000;

/** The messages of an error answer: `message` and `error` (a 422 can have both), or the text of a gateway. */
export function errorTexts(body: unknown): readonly string[] {
  const found = isRecord(body) ? [body['message'], body['error']] : [body];
  const texts = found
    .flat()
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, MAX_LENGTH).trim());
  return [...new Set(texts)].filter((text) => text !== '').slice(0, 5);
}
