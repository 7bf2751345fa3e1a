import { parseJson } from './validate.ts';

/** How many envelopes an event may have. EventBridge → SNS → SQS → Pipes needs three. */
const MAX_ENVELOPES = 4;

/** Text files from Windows may start with one. @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
const BYTE_ORDER_MARK = /^\uFEFF/;

type Json = Readonly<Record<string, unknown>>;

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
  if (!isObject(value) || 'specversion' in value) return undefined;
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

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
