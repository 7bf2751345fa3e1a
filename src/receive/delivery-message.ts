import { MAX_MESSAGE_BYTES } from '../util/sqs-limits.ts';
import type { Event } from '../generated/types.ts';
import type { Copy } from '../message/queue-port.ts';
import type { ReceiveRequest } from './request.ts';

export interface Receipt {
  /** Of the delivery; an event of its own gets its identity from what is in it. */
  readonly id: string;
  readonly store: string;
  readonly source: string;
  /** When it was received, in milliseconds since the epoch. */
  readonly at: number;
  /** W3C trace context; goes along as an attribute of the message. */
  readonly traceparent: string;
}

/** For the attributes that consume writes later: attempts, and the reason of a dead letter with its detail. */
const ROOM_FOR_ATTRIBUTES = 4_096;
const MAX_HEADERS = 100;
const MAX_HEADER_LENGTH = 8_192;
/** Credentials, and the addresses of people. */
const PRIVATE =
  /^(?:(?:proxy-)?authorization|cookie2?|set-cookie|x-api-key|x-amz-security-token|x-forwarded-.*|forwarded|via|x-real-ip|true-client-ip|cf-.*)$/;

/**
 * The whole delivery as a `webhook.delivered` event on its way to the queue.
 *
 * @returns undefined where it would be larger than a message can be.
 */
export function deliveryCopy(request: ReceiveRequest, receipt: Receipt): Copy | undefined {
  const { id, store, source, at, traceparent } = receipt;
  const eventWith = (content: object): string => {
    const event: Event = {
      specversion: '1.0',
      id,
      source: `/webhooks/${store}/${source}`,
      type: 'webhook.delivered',
      time: new Date(at).toISOString(),
      datacontenttype: 'application/json',
      data: { store, source, headers: keptHeaders(request), ...content },
    };
    return sendable(JSON.stringify(event));
  };
  const text = textOf(request.body);
  const asText = text === undefined ? undefined : eventWith({ body: text });
  // Text that needs many escapes can be longer than base64.
  const body =
    fitting(asText) ?? fitting(eventWith({ bodyBase64: request.body.toString('base64') }));
  if (body === undefined) return undefined;
  const attributes = { traceparent: { type: 'String', value: traceparent } };
  return { key: id, to: 'signups', body, attributes, delaySeconds: 0, groupId: store };
}

const fitting = (body: string | undefined): string | undefined =>
  body !== undefined && Buffer.byteLength(body) + ROOM_FOR_ATTRIBUTES <= MAX_MESSAGE_BYTES
    ? body
    : undefined;

/** Undefined where the bytes are no UTF-8. A byte order mark is kept: signatures cover it. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** The only two characters that JSON leaves as they are and SQS refuses. */
const sendable = (json: string): string =>
  json.replaceAll('\uFFFE', String.raw`\ufffe`).replaceAll('\uFFFF', String.raw`\uffff`);

function keptHeaders({ headers, secret }: ReceiveRequest): Readonly<Record<string, string>> {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      !PRIVATE.test(name) &&
      value.length <= MAX_HEADER_LENGTH &&
      !(secret !== undefined && (value + decoded(value)).includes(secret)),
  );
  return Object.fromEntries(kept.slice(0, MAX_HEADERS));
}

/** The secret may stand in a referring address, percent-encoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
