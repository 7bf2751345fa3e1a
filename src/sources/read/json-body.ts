import { RejectedError } from '../../event/errors.ts';
import { pairsOf, withPlusAddress } from './form-body.ts';
import { findExcess, parseJson } from '../../event/validate.ts';

/**
 * A JSON body, with whole numbers above 2^53 as texts of their digits: as numbers they would become other ids.
 *
 * @throws RejectedError `invalid_delivery` when it is not JSON, or too large to be checked.
 */
export function readJsonBody(body: Uint8Array): unknown {
  const text = toUtf8(body);
  const value = parse(text);
  if (!/\d{16}/.test(text)) return value;
  // Reading with a reviver recurses, so depth is bounded first.
  const excess = findExcess(value);
  if (excess) throw new RejectedError('invalid_delivery', `the delivery ${excess.expected}`);
  return JSON.parse(text, keepDigits);
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const detail = error instanceof RejectedError ? error.message : 'not JSON';
    throw new RejectedError('invalid_delivery', `the delivery is ${detail}`);
  }
}

/** The third parameter is the number as it was written. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value);
  const source = context?.source;
  return isLarge && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body as text, without its byte order mark.
 *
 * @throws RejectedError `invalid_delivery` when it is not UTF-8.
 */
function toUtf8(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw new RejectedError('invalid_delivery', 'the delivery is not UTF-8 text');
  }
}

/**
 * An urlencoded body by its keys as they stand, such as `data[merges][FNAME]`. Nothing is nested, because senders post
 * `list=2` beside `list[0][id]=2`. Of a repeated key the last one counts. Bytes that are no UTF-8 are read as
 * windows-1252: Mailchimp posts names so at times. An e-mail gets back a `+` that was not escaped.
 */
export const readFlatForm = (body: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(
    pairsOf(body).map(({ name, value }) => [
      decodeBytes(name),
      withPlusAddress(decodeBytes(value)),
    ]),
  );

function decodeBytes(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS_1252.decode(bytes);
  }
}

const WINDOWS_1252 = new TextDecoder('windows-1252');
