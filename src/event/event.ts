import type { Event } from '../generated/types.ts';
import { validateEvent } from '../generated/validators.js';
import { isRecord, memberOf } from '../util/is-record.ts';
import { RejectedError } from './errors.ts';
import { describeIssues, parseJson, validate } from './validate.ts';

/**
 * Checks that the content of a queue message is a CloudEvent. Decodes `data_base64` to `data`.
 *
 * @throws RejectedError `invalid_event` when it is no CloudEvent of a known type, `invalid_json` when its bytes are no JSON.
 */
export function toEvent(value: unknown): Event {
  refuseNoObject(value);
  const event = validate(validateEvent, value, 'invalid_event', 'the event');
  if (event.data_base64 === undefined) return event;
  return { ...event, data: parseJson(decodeText(event.data_base64)) };
}

/** The rules of the schema speak of fields, which these values do not have. */
function refuseNoObject(value: unknown): void {
  if (isRecord(value)) return;
  const expected = Array.isArray(value)
    ? 'must be an object, and not a list: send each event as a message of its own'
    : 'must be an object';
  const issues = [{ path: '', rule: 'type', expected }];
  throw new RejectedError('invalid_event', describeIssues('the event', issues), { issues });
}

/** Rejects bytes that are not UTF-8: a guess would put broken characters into a customer's name. */
function decodeText(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    throw new RejectedError('invalid_json', 'data_base64 is not UTF-8 text');
  }
}

/** The form of the name of a store and of a source: both are parts of the name of a parameter. */
export const CONFIGURED_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The store that a value names, also where it is no valid event; undefined where no store can be called so. */
export function claimedStore(value: unknown): string | undefined {
  const bytes = memberOf(value, 'data_base64');
  const store =
    memberOf(memberOf(value, 'data'), 'store') ??
    (typeof bytes === 'string' ? memberOf(dataIn(bytes), 'store') : undefined);
  return typeof store === 'string' && CONFIGURED_NAME.test(store) ? store : undefined;
}

function dataIn(base64: string): unknown {
  try {
    return parseJson(decodeText(base64));
  } catch {
    return undefined;
  }
}

/** The id of a value that may not be a valid event, for its dead letter. */
export function claimedId(value: unknown): string | undefined {
  const id = memberOf(value, 'id');
  return typeof id === 'string' ? id : undefined;
}

/** How many envelopes an event may have. EventBridge → SNS → SQS → Pipes needs three. */
const MAX_ENVELOPES = 4;

/** Text files from Windows may start with one. @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Takes an event out of the envelopes of AWS services: SNS, EventBridge, Pipes.
 * A value that is no known envelope counts as the event; the event's schema checks it.
 *
 * @throws RejectedError `invalid_json` when the body, or a text inside an envelope, is not JSON.
 */
export function unwrap(body: string): unknown {
  let value = parseJson(body.replace(BYTE_ORDER_MARK, ''));
  for (let depth = 0; depth < MAX_ENVELOPES; depth++) {
    const inner = contentOf(value);
    if (inner === undefined) return value;
    value = inner;
  }
  return value;
}

/** The content of one envelope; `undefined` when the value is not an envelope. */
function contentOf(value: unknown): unknown {
  if (!isRecord(value) || 'specversion' in value) return undefined;
  if (value['Type'] === 'Notification' && typeof value['TopicArn'] === 'string') {
    return parsed(value['Message']);
  }
  if ('detail-type' in value && 'source' in value && 'detail' in value) return value['detail'];
  if ('messageId' in value && 'eventSourceARN' in value && 'body' in value) {
    return parsed(value['body']);
  }
  return undefined;
}

/** Pipes can be configured to parse JSON bodies; SNS and SQS never do. */
const parsed = (content: unknown): unknown =>
  typeof content === 'string' ? parseJson(content) : content;
