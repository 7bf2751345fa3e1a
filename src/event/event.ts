import type { Event } from '../generated/types.ts';
import { validateEvent } from '../generated/validators.js';
import { isRecord, memberOf } from '../util/is-record.ts';
import { RejectedError } from './errors.ts';
import { foreignMessage } from './foreign-message.ts';
import { CONFIGURED_NAME } from './text.ts';
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

/**
 * An event, or an entry of a batch.
 *
 * @throws RejectedError as `toEvent` does; of a message that another service sent, it says what that message is.
 */
export function eventFrom(content: unknown): Event {
  const foreign = foreignMessage(content);
  if (foreign !== undefined) throw new RejectedError('invalid_event', foreign);
  return toEvent(content);
}

/**
 * Whether a content is a CloudEvents batch: a list of events. A list without any event is none.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format
 */
export const isBatch = (content: unknown): content is readonly unknown[] =>
  Array.isArray(content) && content.some(isCloudEvent);

const isCloudEvent = (value: unknown): boolean => isRecord(value) && 'specversion' in value;

/** How many envelopes an event may have. EventBridge → SNS → SQS → Pipes needs three. */
const MAX_ENVELOPES = 4;

/** Text files from Windows may start with one. @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Takes an event out of the envelopes of AWS services: SNS, EventBridge, Pipes, Lambda. A detail of EventBridge that is a
 * signup without an envelope becomes an event. A value that is no known envelope counts as the event; the event's schema
 * checks it.
 *
 * @throws RejectedError `invalid_json` when the body, or a text inside an envelope, is not JSON.
 */
export function unwrap(body: string): unknown {
  let value = readText(body.replace(BYTE_ORDER_MARK, ''));
  for (let depth = 0; depth < MAX_ENVELOPES; depth++) {
    const inner = contentOf(value);
    if (inner === undefined) return value;
    value = inner;
  }
  return value;
}

/** The content of one envelope; `undefined` when the value is not an envelope. */
function contentOf(value: unknown): unknown {
  if (!isRecord(value) || isCloudEvent(value)) return undefined;
  if (value['Type'] === 'Notification' && typeof value['TopicArn'] === 'string') {
    return read(value['Message']);
  }
  if ('detail-type' in value && 'source' in value && 'detail' in value) return detailOf(value);
  if ('messageId' in value && 'eventSourceARN' in value && 'body' in value) {
    return read(value['body']);
  }
  const records = value['Records'];
  if (!Array.isArray(records) || records.length !== 1) return undefined;
  // What a function gets of SNS or SQS, and passes on.
  const record: unknown = records[0];
  return memberOf(record, 'Sns') ?? contentOf(record);
}

/** Pipes can be configured to parse JSON bodies; SNS and SQS never do. */
const read = (content: unknown): unknown =>
  typeof content === 'string' ? readText(content) : content;

/** How often a text may be JSON within JSON: programs that encode twice are known. */
const MAX_ENCODINGS = 3;

/**
 * Reads a text that some programs encode twice, or as base64.
 *
 * @throws RejectedError `invalid_json`, with the position in the text itself.
 */
function readText(text: string): unknown {
  let value: unknown = inBase64(text) ?? parseJson(text);
  for (let depth = 1; typeof value === 'string' && depth < MAX_ENCODINGS; depth++) {
    const inner = inBase64(value) ?? parsedOrNone(value);
    if (inner === undefined) return value;
    value = inner;
  }
  return value;
}

const BASE64 = /^[\w+/-]+={0,2}$/;

/** Begins with the base64 of `{`, `[` or `"`. */
const BASE64_OF_JSON = /^(?:e[w-z0-9]|W[w-z0-9]|I[g-v])/;

/** The JSON that a text is the base64 of; undefined for every other text. */
function inBase64(text: string): unknown {
  if (!BASE64_OF_JSON.test(text)) return undefined;
  const packed = text.replaceAll(/\s+/g, '');
  return BASE64.test(packed) ? dataIn(packed) : undefined;
}

function parsedOrNone(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Services of AWS, and its partners. Their events have details of their own. */
const FOREIGN_SOURCE = /^aws\./;

/** What EventBridge carries. An event of another service stays whole, so that it can be named. */
function detailOf(envelope: Readonly<Record<string, unknown>>): unknown {
  const detail = read(envelope['detail']);
  if (isCloudEvent(detail) || isBatch(detail)) return detail;
  const { source } = envelope;
  if (typeof source === 'string' && FOREIGN_SOURCE.test(source)) return undefined;
  const data = bareSignupIn(detail);
  return data === undefined ? detail : asEvent(envelope, data);
}

/** A signup without an envelope: `data` alone, or what stands in it. */
function bareSignupIn(detail: unknown): unknown {
  if (!isRecord(detail)) return undefined;
  if ('store' in detail && 'customer' in detail) return detail;
  if (Object.keys(detail).length !== 1) return undefined;
  const { data } = detail;
  return typeof data === 'string' ? (parsedOrNone(data) ?? data) : data;
}

/** EventBridge keeps its `id` on every repetition, so id, source and time are those of the event. */
const asEvent = (
  { id, source, time, 'detail-type': type }: Readonly<Record<string, unknown>>,
  data: unknown,
): object => ({ specversion: '1.0', id, source, type: typeNamed(type), time, data });

/** The type that a `detail-type` names, in the spelling of its sender: `CustomerSignedUp`. Any other stays as it is. */
function typeNamed(detailType: unknown): unknown {
  if (typeof detailType !== 'string') return detailType;
  const letters = detailType
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  if (/^(?:customer)?sign(?:ed)?up$/.test(letters)) return 'customer.signed_up';
  return /^customerupdated?$/.test(letters) ? 'customer.updated' : detailType;
}
