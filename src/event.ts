import { RejectedError } from './errors.ts';
import { validateEvent } from './generated/validators.js';
import type { Event } from './generated/types.ts';
import { unwrap } from './unwrap.ts';
import { parseJson, validate } from './validate.ts';

/**
 * Reads a CloudEvent from the body of a queue message, with or without the envelopes of AWS services around it.
 * `data_base64` is decoded to `data`.
 *
 * @throws RejectedError `invalid_json`, or `invalid_event` when it is no CloudEvent of a known type.
 */
export function parseEvent(body: string): Event {
  const event = validate(validateEvent, unwrap(body), 'invalid_event', 'the event');
  if (event.data_base64 === undefined) return event;
  return { ...event, data: parseJson(decodeText(event.data_base64)) };
}

/** Bytes that are no UTF-8 are refused: guessing would put broken letters into a customer's name. */
function decodeText(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw new RejectedError('invalid_json', 'data_base64 holds no UTF-8 text');
  }
}

/** What a body that is no valid event says about itself, for the dead letter; never more than an identifier. */
export function claimedId(body: string): string | undefined {
  try {
    const value = unwrap(body);
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}
