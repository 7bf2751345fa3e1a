/*
 * The JSON that the console's server sends to its page, without the dead letters (see letter-responses.ts).
 * Types only, so that both sides can import them. Times are milliseconds since the epoch, durations milliseconds.
 */
import type { ReasonText } from '../cli/reasons/reason-texts.ts';
import type { LettersProgress } from '../dead-letters/reading/session.ts';

/** Names of the two queues, for the head of the page. */
export interface QueueNames {
  readonly signups: string;
  readonly deadLetters: string;
  /** AWS region, or host of a local run. */
  readonly location: string;
}

/** What the page reads first. */
export interface Session {
  /** Sent back with every change. A page of another origin cannot read it. */
  readonly csrf: string;
  readonly queueNames: QueueNames;
  readonly reasons: readonly ReasonText[];
}

/** Number of messages in a queue, as estimated by SQS. */
interface QueueCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Age of the oldest message in each queue; absent if unknown. */
export interface QueueAges {
  readonly oldestSignupMs?: number;
  readonly oldestDeadLetterMs?: number;
}

/** Both queues at one time. The ages are sampled in a local run only: on AWS each CloudWatch request costs money. */
export interface QueueSample extends QueueAges {
  readonly at: number;
  readonly signups: QueueCounts;
  readonly deadLetters: QueueCounts;
}

/** One minute of both queues from CloudWatch; unknown values are absent. */
export interface HistoryPoint extends QueueAges {
  readonly at: number;
  readonly signups: Partial<QueueCounts>;
  readonly deadLetters: Partial<QueueCounts>;
}

/** The hours before the console was started. */
export type QueueHistory =
  | {
      readonly state: 'read';
      readonly points: readonly HistoryPoint[];
      /** Shown below the charts: how far the ages can be relied on. */
      readonly note?: string;
    }
  /** Shown below the charts: why there is no history. */
  | { readonly state: 'none'; readonly why: string };

export interface QueuesResponse {
  readonly now: number;
  /** The server's own samples after the requested time. */
  readonly samples: readonly QueueSample[];
  /** Set while SQS cannot be reached. */
  readonly problem?: string;
  readonly history: QueueHistory;
}

/** Attempts of one store in a time window, counted by outcome. */
export interface StoreOutcomes {
  /** Absent for signups whose store could not be read. */
  readonly store?: string;
  readonly counts: Readonly<Record<string, number>>;
}

export interface OutcomesResponse {
  readonly from: number;
  readonly to: number;
  readonly stores: readonly StoreOutcomes[];
  /** Set if the read limit was reached: only attempts after this time are counted. */
  readonly onlySince?: number;
  /** Why the log could not be read. */
  readonly problem?: string;
}

export interface StoreRow {
  readonly store: string;
  readonly platform?: string;
  /** Mistakes in its configuration. */
  readonly problem?: string;
  readonly pause?: {
    readonly reason: string;
    readonly probeAt: number;
  };
  /** Its sources whose tools are not asked for answers at the moment. Absent where every tool is asked. */
  readonly pausedSources?: readonly PausedSource[];
  /** Calls a second now, and their share of the full pace in (0, 1]. Absent for an invalid configuration. */
  readonly pace?: { readonly perSecond: number; readonly share: number };
  /** Calls of the current minute. */
  readonly recent?: { readonly calls: number; readonly failures: number };
}

export interface PausedSource {
  readonly source: string;
  /** Name of the tool that is asked for answers. */
  readonly asks: string;
  readonly reason: string;
  /** The next call to the tool, in milliseconds since the epoch. */
  readonly probeAt: number;
}

export interface StoresResponse {
  readonly stores: readonly StoreRow[];
  readonly problem?: string;
}

export type JobKind = 'refresh' | 'open' | 'dry run' | 'replay' | 'discard' | 'correct';

/** A long operation on the dead letters. */
export interface JobStatus {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly phase?: LettersProgress['phase'];
  readonly done: number;
  /** 0 if unknown. */
  readonly total: number;
  /** The result as a sentence. */
  readonly text?: string;
  /** Id of the plan that a dry run made. */
  readonly plan?: string;
  /** Whether an operator should look at the result. */
  readonly needsAttention?: boolean;
}

/** Answer of `/api/work`. */
export interface CurrentJobResponse {
  readonly current?: JobStatus;
}
