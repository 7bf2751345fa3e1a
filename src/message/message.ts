import type { SQSRecord } from 'aws-lambda';
import type { FinalVerdict } from '../delivery/settle.ts';
import { REASONS } from '../event/errors.ts';
import { traceIdOf } from '../telemetry/trace-parent.ts';
import {
  type Attributes,
  fromLambda,
  isOwnAttribute,
  readerOf,
  SLOW_LANE,
  TRACEPARENT,
} from './attributes.ts';
import { decodeProgress, type DeliveryProgress, MAX_SKEW_MS } from './progress.ts';

/** A message of the queue, as the relay reads it. */
export interface Message {
  readonly id: string;
  /** Byte for byte as it arrived; never changed. */
  readonly body: string;
  /** How many times SQS delivered it, this time included. A copy begins anew. */
  readonly receives: number;
  /** Earlier tries that called the platform. */
  readonly attempts: number;
  /** When the relay first saw the event, in milliseconds since the epoch. Postponing and replaying keep it. */
  readonly firstSeenAt: number;
  /** Start of the retry horizon, in milliseconds since the epoch: the first receipt, or the latest replay. */
  readonly triesSince: number;
  /** Earliest next try, in milliseconds since the epoch. Set when a platform asks for a longer delay than SQS allows. */
  readonly notBefore?: number;
  readonly replays: number;
  /** It waits behind live signups, as a replay does: an import sent it. */
  readonly isSlow?: true;
  /** How far earlier runs came with its signups. A replay and a redrive begin anew. */
  readonly progress?: DeliveryProgress;
  /** Why it cannot be delivered as a whole, if it came back only for its refusals. */
  readonly verdict?: FinalVerdict;
  /** The id of the W3C trace that the attribute `traceparent` names. `foreign` holds the attribute itself. */
  readonly trace?: string;
  /** SQS's own `AWSTraceHeader`: X-Ray follows a message by it. */
  readonly traceHeader?: string;
  /** The sender's own attributes. Copies carry them where there is room. */
  readonly foreign: Attributes;
}

/** Facts about a message, or about a signup in it. Free of personal data. */
export interface Known {
  readonly eventId?: string;
  readonly source?: string;
  readonly store?: string;
  readonly type?: string;
  /** Keyed hashes of its contacts. */
  readonly contacts?: readonly string[];
  /** Of a corrected event: the id of the event that it corrects, and the login of the person who corrected it. */
  readonly correctionOf?: string;
  readonly correctedBy?: string;
}

/**
 * Reads a record. A record that was written by hand for a test of the function may lack SQS's own fields.
 *
 * A message with `failedAt` came back from the dead-letter queue by AWS's own redrive: its tries start again.
 */
export function readMessage(record: Partial<SQSRecord>, now: number): Message {
  const { messageAttributes = {}, attributes } = record;
  const sentAt = Number(attributes?.SentTimestamp) || now;
  const given = fromLambda(messageAttributes);
  const { text, time, count } = readerOf(given);
  const redriven = time('failedAt') !== undefined;
  // The clock that wrote these times may be ahead of the queue's clock.
  const past = (name: 'firstSeenAt' | 'replayedAt', byDefault: number): number =>
    Math.min(sentAt, time(name) ?? byDefault);
  const firstSeenAt = past('firstSeenAt', sentAt);
  const notBefore = redriven ? undefined : time('notBefore');
  const carried = redriven ? undefined : text('progress');
  const progress = carried === undefined ? undefined : decodeProgress(carried, sentAt);
  const reason = REASONS.find((code) => code === text('reason'));
  // A sender's own `reason` has no time beside it. After a redrive the message may be delivered as a whole.
  const isFresh = notBefore !== undefined && sentAt - notBefore < MAX_SKEW_MS;
  const verdict = isFresh && reason ? { reason, detail: text('detail') ?? reason } : undefined;
  const trace = traceOf(given);
  const traceHeader = attributes?.AWSTraceHeader;
  return {
    id: record.messageId ?? '',
    body: record.body ?? '',
    receives: Number(attributes?.ApproximateReceiveCount) || 1,
    attempts: redriven ? 0 : count('attempts'),
    firstSeenAt,
    triesSince: redriven ? sentAt : past('replayedAt', firstSeenAt),
    ...(notBefore !== undefined && { notBefore }),
    replays: count('replays'),
    ...(text('lane') === SLOW_LANE && { isSlow: true }),
    ...(progress !== undefined && { progress }),
    ...(verdict !== undefined && { verdict }),
    ...(trace !== undefined && { trace }),
    ...(traceHeader !== undefined && { traceHeader }),
    foreign: foreignIn(given),
  };
}

function traceOf(given: Attributes): string | undefined {
  const value = given[TRACEPARENT]?.value;
  return typeof value === 'string' ? traceIdOf(value) : undefined;
}

const foreignIn = (given: Attributes): Attributes =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !isOwnAttribute(name)));
