import { findExcess } from '../../bounds.ts';
import { RejectedError } from '../../event/errors.ts';
import { parseJson } from '../../event/validate.ts';
import { toUtf8 } from '../utf8-body.ts';

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
