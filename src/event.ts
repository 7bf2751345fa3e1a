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
  return { ...event, data: parseJson(Buffer.from(event.data_base64, 'base64').toString('utf8')) };
}

/** What a body that is no valid event says about itself, for the dead letter; never more than an identifier. */
export function claimedId(body: string): string | undefined {
  try {
    const value = unwrap(body) as { readonly id?: unknown } | null;
    return typeof value?.id === 'string' ? value.id : undefined;
  } catch (error) {
    if (error instanceof RejectedError) return undefined;
    throw error;
  }
}
