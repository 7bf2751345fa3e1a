import { RejectedError } from '../../event/errors.ts';
import { entriesOf } from '../../util/is-record.ts';
import { readJsonBody } from '../read/json-body.ts';
import { valueAt } from './pointer.ts';

/**
 * The value at a place, where a text that is a JSON object or list is entered as one: tools write such texts into members.
 * Apart from `valueAt`, because `receive` reads no delivery.
 */
export const valueWithin = (root: unknown, tokens: readonly string[]): unknown =>
  valueAt(root, tokens, jsonIn);

/** Many places lie in one text. */
let latest: { readonly text: string; readonly value: unknown } | undefined;

/** The JSON object or list that a text is; undefined for any other text. */
export function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  if (latest?.text !== text) latest = { text, value: parsedIn(text) };
  return latest.value;
}

function parsedIn(text: string): unknown {
  try {
    const value = readJsonBody(Buffer.from(text));
    return entriesOf(value).length > 0 ? value : undefined;
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}
