import { parseJson } from './validate.ts';

/** How many envelopes may lie around an event. EventBridge → SNS → SQS → Pipes needs three. */
const MAX_ENVELOPES = 4;

/** Files written on Windows begin with one, and it says nothing. @see https://www.rfc-editor.org/rfc/rfc8259#section-8.1 */
const BYTE_ORDER_MARK = /^\uFEFF/;

type Json = Readonly<Record<string, unknown>>;

/**
 * Takes an event out of the envelopes that AWS services put around it: SNS, EventBridge, Pipes.
 * Whatever is no known envelope is the event itself; the event's schema judges it.
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

/** What lies inside one envelope; `undefined` when the value is not an envelope. */
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

/** Pipes parses JSON bodies on its way where it is told to; SNS and SQS never do. */
const parsed = (content: unknown): unknown =>
  typeof content === 'string' ? parseJson(content) : content;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
