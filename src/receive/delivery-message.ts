import { TRACEPARENT } from '../message/attributes.ts';
import { MAX_MESSAGE_BYTES, ROOM_FOR_ATTRIBUTES } from '../util/sqs-limits.ts';
import type { DeliveryLine, Event } from '../generated/types.ts';
import type { Copy } from '../message/queue-port.ts';
import type { ReceiveRequest } from './request.ts';

/** The circumstances of a delivery. */
export interface Arrival {
  /** Id of the delivery. The events inside have ids of their own. */
  readonly id: string;
  readonly store: string;
  readonly source: string;
  /** When it was received, in milliseconds since the epoch. */
  readonly at: number;
  /** W3C trace context; becomes an attribute of the message. */
  readonly traceparent: string;
  /** Headers that the source's configuration reads, in lower case. @default none */
  readonly keeps?: ReadonlySet<string> | undefined;
  /** The header with the signature, in lower case: it can be the secret itself, so it is never kept. */
  readonly signatureHeader?: string | undefined;
  /** What the ID token of a LINE user states, after it was verified. */
  readonly line?: DeliveryLine | undefined;
}

const MAX_HEADER_LENGTH = 8_192;
/** The headers that the sources read. A custom source names others; the rest can hold addresses, credentials and cookies. */
const READ_BY_SOURCES =
  /^(?:content-type|webhook-id|x-shopify-(?:topic|event-id|webhook-id|triggered-at|test)|x-shoplazza-(?:topic|deduplication-id)|ce-(?:specversion|id|source|type|time|subject|dataschema))$/;

/**
 * The message for the queue: the whole delivery as a `webhook.delivered` event.
 *
 * @returns undefined if it is too large for one message.
 */
export function deliveryCopy(request: ReceiveRequest, arrival: Arrival): Copy | undefined {
  const { id, store, source, at, traceparent, keeps, signatureHeader, line } = arrival;
  const eventWith = (content: object): string => {
    const event: Event = {
      specversion: '1.0',
      id,
      source: `/webhooks/${store}/${source}`,
      type: 'webhook.delivered',
      time: new Date(at).toISOString(),
      datacontenttype: 'application/json',
      data: {
        store,
        source,
        headers: keptHeaders(request, { keeps, signatureHeader }),
        ...content,
        ...(line && { line }),
      },
    };
    return sendableJson(JSON.stringify(event));
  };
  const text = textOf(request.body);
  const asText = text === undefined ? undefined : eventWith({ body: text });
  // A text with many escapes can be longer than base64.
  const body =
    fitting(asText) ?? fitting(eventWith({ bodyBase64: request.body.toString('base64') }));
  if (body === undefined) return undefined;
  const attributes = { [TRACEPARENT]: { type: 'String', value: traceparent } };
  return { key: id, to: 'signups', body, attributes, delaySeconds: 0, groupId: store };
}

const fitting = (body: string | undefined): string | undefined =>
  body !== undefined && Buffer.byteLength(body) + ROOM_FOR_ATTRIBUTES <= MAX_MESSAGE_BYTES
    ? body
    : undefined;

/** Undefined for bytes that are not UTF-8. A byte order mark is kept, because signatures cover it. */
function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Escapes the two characters that SQS refuses and JSON does not escape. */
export const sendableJson = (json: string): string =>
  json.replaceAll('\uFFFE', String.raw`\ufffe`).replaceAll('\uFFFF', String.raw`\uffff`);

function keptHeaders(
  { headers, secret }: ReceiveRequest,
  { keeps, signatureHeader }: Pick<Arrival, 'keeps' | 'signatureHeader'>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      (READ_BY_SOURCES.test(name) || keeps?.has(name) === true) &&
      name !== signatureHeader &&
      value.length <= MAX_HEADER_LENGTH &&
      !(secret !== undefined && (value + decoded(value)).includes(secret)),
  );
  return Object.fromEntries(kept);
}

/** A header may hold the secret percent-encoded. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
