import { RejectedError } from './errors.ts';
import { validateEvent } from '../generated/validators.js';
import type { Event } from '../generated/types.ts';
import { parseJson, validate } from './validate.ts';

/**
 * Checks that what lay in a queue message is a CloudEvent. `data_base64` is decoded to `data`.
 *
 * @throws RejectedError `invalid_event` when it is no CloudEvent of a known type, `invalid_json` when its bytes are no JSON.
 */
export function toEvent(value: unknown): Event {
  const event = validate(validateEvent, value, 'invalid_event', 'the event');
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

/** The part of something that a dead letter may quote although it is no valid event. */
export function claimedId(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
