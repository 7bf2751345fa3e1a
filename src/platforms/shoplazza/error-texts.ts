import { isRecord } from '../../util/is-record.ts';

/** How many messages of one answer are read. */
const MAX_TEXTS = 10;
/** How much of a message is read, in characters: a gateway can answer with megabytes of HTML. */
const MAX_LENGTH = 2_000;

/**
 * The messages of an error answer in any of the shapes that Shoplazza and what stands before it use: `errors` as a list
 * or by field, `error`, `message`, a bare JSON text, plain text.
 */
export function errorTexts(body: unknown): readonly string[] {
  const answer = isRecord(body) ? body : undefined;
  const found = answer
    ? [answer['message'], answer['error'], ...messagesOf(answer['errors'])]
    : messagesOf(body);
  return found
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, MAX_LENGTH).trim())
    .filter((text) => text !== '')
    .slice(0, MAX_TEXTS);
}

function messagesOf(errors: unknown): readonly unknown[] {
  if (Array.isArray(errors)) return errors.slice(0, MAX_TEXTS);
  const byField = isRecord(errors) ? errors : undefined;
  if (!byField) return [errors];
  return Object.entries(byField)
    .slice(0, MAX_TEXTS)
    .flatMap(([field, texts]) =>
      (Array.isArray(texts) ? texts.slice(0, MAX_TEXTS) : [texts]).map((text) =>
        typeof text === 'string' ? `${field} ${text}` : undefined,
      ),
    );
}
