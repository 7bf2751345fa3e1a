import type { CallRecord } from '../telemetry/call-record.ts';
import type { Reason } from '../reasons.ts';

/** What one attempt did: the one line that it logs. Holds identifiers and counts, never what a person entered. */
export interface AttemptReport {
  readonly messageId: string;
  readonly eventId?: string;
  readonly source?: string;
  readonly type?: string;
  readonly store?: string;
  readonly platform?: string;
  readonly customerId?: string;
  /** Keyed hashes of the contacts. */
  readonly contacts?: readonly string[];
  /** The W3C trace. */
  readonly trace?: string;
  /** When the relay first saw the event, in milliseconds since the epoch. */
  readonly firstSeenAt?: number;
  /** Above zero only. */
  readonly replays?: number;
  readonly outcome:
    | 'created'
    | 'updated'
    | 'unchanged'
    | 'skipped'
    | 'postponed'
    | 'dead_lettered'
    | 'crashed';
  readonly reason?: Reason;
  /** Why it was postponed or became a dead letter, made of allow-listed texts only. */
  readonly why?: string;
  /** Attempts so far, this one included if it called the platform. */
  readonly attempts: number;
  readonly calls: readonly CallRecord[];
  /** The message that reports the calls, where several of one person were tried as one. */
  readonly callsOf?: string;
  readonly durationMs: number;
  /** From the time of the fact until now. Set when it was delivered. */
  readonly ageMs?: number;
  readonly retryInMs?: number;
  /** What the platform could not hold. */
  readonly unheld?: readonly string[];
  /** A time of the event lay in the future and was taken as the time of receipt. */
  readonly clamped?: boolean;
}

export type ReportAttempt = (report: AttemptReport) => void;
