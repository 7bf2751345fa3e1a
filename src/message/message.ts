import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { CopyAttribute } from './queue-port.ts';
import { traceIdOf } from '../telemetry/trace-parent.ts';

/** A message of the queue, as the relay reads it. */
export interface Message {
  readonly id: string;
  /** Byte for byte what arrived; never changed. */
  readonly body: string;
  /** Tries so far that called the platform. */
  readonly attempts: number;
  /** When the relay first saw the event, in milliseconds since the epoch; survives postponing and replaying. */
  readonly firstSeenAt: number;
  /** From when the retry horizon counts, in milliseconds since the epoch: the first receipt, or the latest replay. */
  readonly triesSince: number;
  /** Not to be tried before, in milliseconds since the epoch: a platform asked for more time than SQS can delay. */
  readonly notBefore?: number;
  readonly replays: number;
  /** The W3C trace that its attribute `traceparent` names; the attribute itself travels along as the sender's. */
  readonly trace?: string;
  /** SQS's own `AWSTraceHeader`: X-Ray follows a message by it. */
  readonly traceHeader?: string;
  /** The sender's own attributes; they travel along where there is room. */
  readonly foreign: Readonly<Record<string, CopyAttribute>>;
}

/** What is known about a message or a signup in it; free of personal data. */
export interface Known {
  readonly eventId?: string;
  readonly source?: string;
  readonly store?: string;
  readonly type?: string;
  /** Keyed hashes of its contacts. */
  readonly contacts?: readonly string[];
}

/** The attributes that the relay writes itself. */
const OWN = new Set(
  'attempts firstSeenAt notBefore replayedAt replays reason detail store source eventId failedAt'.split(
    ' ',
  ),
);

/**
 * Reads a record. Attributes come from anywhere: what is malformed counts as absent. Records made by hand, for trying
 * the function out, may lack what SQS always sends.
 *
 * A message that still carries `failedAt` was moved back by AWS's own redrive: it starts its tries anew.
 */
export function readMessage(record: Partial<SQSRecord>, now: number): Message {
  const { messageAttributes: given = {}, attributes } = record;
  const sentAt = Number(attributes?.SentTimestamp) || now;
  const text = (name: string): string | undefined => given[name]?.stringValue;
  const redriven = text('failedAt') !== undefined;
  // Whoever wrote these times may have a clock that is ahead of the queue's.
  const past = (name: string, byDefault: number): number =>
    Math.min(sentAt, timeOf(text(name)) ?? byDefault);
  const firstSeenAt = past('firstSeenAt', sentAt);
  const notBefore = redriven ? undefined : timeOf(text('notBefore'));
  const trace = traceIdOf(text('traceparent'));
  const traceHeader = attributes?.AWSTraceHeader;
  return {
    id: record.messageId ?? '',
    body: record.body ?? '',
    attempts: redriven ? 0 : countOf(text('attempts')),
    firstSeenAt,
    triesSince: redriven ? sentAt : past('replayedAt', firstSeenAt),
    ...(notBefore !== undefined && { notBefore }),
    replays: countOf(text('replays')),
    ...(trace !== undefined && { trace }),
    ...(traceHeader !== undefined && { traceHeader }),
    foreign: foreignOf(given),
  };
}

/** Only what can be nothing but a time: `Date.parse` alone takes `"7"` for a month. */
function timeOf(text = ''): number | undefined {
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

function countOf(text: string | undefined): number {
  const count = Number(text ?? 0);
  return Number.isSafeInteger(count) ? Math.max(0, count) : 0;
}

function foreignOf(given: Readonly<Record<string, SQSMessageAttribute>>): Message['foreign'] {
  const entries = Object.entries(given).flatMap(([name, attribute]) => {
    const value = attribute.stringValue ?? decode(attribute.binaryValue);
    return OWN.has(name) || value === undefined
      ? []
      : [[name, { type: attribute.dataType, value }] as const];
  });
  return Object.fromEntries(entries);
}

const decode = (base64: string | undefined): Uint8Array | undefined =>
  typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
