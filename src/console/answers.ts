/*
 * What the console's server answers and its page reads; about dead letters, see letter-answers.ts. Types only, so that
 * both sides can share them. Times are milliseconds since the epoch, durations milliseconds.
 */
import type { ReasonText } from '../cli/reasons/reason-texts.ts';

/** What the page has to know before anything else. */
export interface Session {
  /** Goes back with everything that changes something; a page of another origin cannot read it. */
  readonly csrf: string;
  /** Names of the two queues, and where they are. */
  readonly place: {
    readonly signups: string;
    readonly deadLetters: string;
    readonly where: string;
  };
  /** What each reason means and what to do about it. */
  readonly reasons: readonly ReasonText[];
}

/** How many messages a queue holds, as SQS estimates it. */
interface Depth {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Of the oldest message of each queue; absent where it is not known. */
export interface Ages {
  readonly oldestSignupMs?: number;
  readonly oldestDeadLetterMs?: number;
}

/** One look at both queues; with the ages in a local run, where asking for them costs nothing. */
export interface QueueSample extends Ages {
  readonly at: number;
  readonly signups: Depth;
  readonly deadLetters: Depth;
}

/** A minute of a queue as CloudWatch kept it; what it does not know is absent. */
export interface HistoryPoint extends Ages {
  readonly at: number;
  readonly signups: Partial<Depth>;
  readonly deadLetters: Partial<Depth>;
}

/** The hours before the console was started. */
export type History =
  | {
      readonly state: 'read';
      readonly points: readonly HistoryPoint[];
      /** In words, what to know about the ages. */
      readonly note?: string;
    }
  /** In words, why there is none. */
  | { readonly state: 'none'; readonly why: string };

export interface QueuesAnswer {
  readonly now: number;
  /** Own samples after the time that was asked for. */
  readonly samples: readonly QueueSample[];
  /** Set while SQS does not answer. */
  readonly problem?: string;
  readonly history: History;
}

/** Outcomes of one store in a time window, by name. */
export interface StoreOutcomes {
  /** Absent for signups whose store could not be read. */
  readonly store?: string;
  readonly counts: Readonly<Record<string, number>>;
}

export interface OutcomesAnswer {
  readonly from: number;
  readonly to: number;
  readonly stores: readonly StoreOutcomes[];
  /** Where reading stopped at its bound: counted is only what came after this time. */
  readonly onlySince?: number;
  /** In words, why there are none. */
  readonly problem?: string;
}

export interface StoreRow {
  readonly store: string;
  readonly platform?: string;
  /** What is wrong with its configuration. */
  readonly problem?: string;
  readonly pause?: {
    readonly reason: string;
    readonly probeAt: number;
  };
  /** The most calls a second as the commands say it, and the share of the full pace that it is, in (0, 1]; not known of an invalid configuration. */
  readonly pace?: { readonly perSecond: number; readonly share: number };
  /** Calls of the current minute. */
  readonly recent?: { readonly calls: number; readonly failures: number };
}

export interface StoresAnswer {
  readonly stores: readonly StoreRow[];
  readonly problem?: string;
}

export type JobKind = 'look' | 'dry run' | 'replay' | 'discard';

/** Something that takes a while. */
export interface JobAnswer {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** What it does at the moment. */
  readonly phase?: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
  /** How it ended, in words. */
  readonly text?: string;
  /** Of a dry run. */
  readonly plan?: string;
  /** Of a replay or a discard: something needs looking at. */
  readonly needsLook?: boolean;
}
