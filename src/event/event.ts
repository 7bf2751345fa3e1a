import { RejectedError } from './errors.ts';
import { validateEvent } from '../generated/validators.js';
import type { Event } from '../generated/types.ts';
import { parseJson, validate } from './validate.ts';

/**
 * Checks that the content of a queue message is a CloudEvent. Decodes `data_base64` to `data`.
 *
 * @throws RejectedError `invalid_event` when it is no CloudEvent of a known type, `invalid_json` when its bytes are no JSON.
 */
export function toEvent(value: unknown): Event {
  const event = validate(validateEvent, value, 'invalid_event', 'the event');
  if (event.data_base64 === undefined) return event;
  return { ...event, data: parseJson(decodeText(event.data_base64)) };
}

/** Rejects bytes that are not UTF-8: a guess would put broken characters into a customer's name. */
function decodeText(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw new RejectedError('invalid_json', 'data_base64 is not UTF-8 text');
  }
}

/** The id of a value that may not be a valid event, for its dead letter. */
export function claimedId(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
