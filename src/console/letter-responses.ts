/* The JSON about dead letters. It holds personal data only in a letter that was revealed. */
import type { CorrectionStep } from '../dead-letters/correct/correct.ts';
import type { AnnotatedBody } from '../dead-letters/body/annotate.ts';
import type { LetterReason, LetterSummary } from '../dead-letters/letter.ts';
import type { LetterGroup } from '../dead-letters/list.ts';

/** Selects letters of the list; all given conditions must hold. An empty text selects letters without that attribute. */
export interface LetterFilter {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
  /** Message ids. */
  readonly ids?: readonly string[];
}

/** The letters that an operator selected, as the page sends them. */
export interface SelectedLetters {
  readonly filter: LetterFilter;
  /** `readAt` of the list that they were selected from. */
  readonly readAt: number;
}

/** All letters of one reason. */
export type ReasonTotal = Pick<LetterGroup, 'count' | 'oldest' | 'soonestExpiry'> & {
  readonly reason: LetterReason;
};

/** The dead letters as they were when the queue was last read. */
export interface LettersResponse {
  /** When the queue was read; absent before the first time. */
  readonly readAt?: number;
  /** How long reading it took, in milliseconds. */
  readonly tookMs: number;
  /** Whether all messages were seen that SQS counted. */
  readonly complete: boolean;
  readonly total: number;
  /** Totals of the whole queue, most letters first. */
  readonly reasons: readonly ReasonTotal[];
  /** The group with the letter that expires first. */
  readonly firstToExpire?: LetterGroup;
  /** Groups that match the filter, most letters first; at most a hundred. Of a chosen group: all of its reason. */
  readonly groups: readonly LetterGroup[];
  /** Groups that match, but are not in `groups`. */
  readonly moreGroups: number;
  /** Number of letters that match the filter. */
  readonly matching: number;
  readonly letters: readonly LetterSummary[];
}

export interface LetterResponse {
  readonly letter: LetterSummary;
  /** Line by line with its errors; personal data is masked unless revealed. */
  readonly body: AnnotatedBody;
  readonly revealed: boolean;
  /** Why it cannot be corrected; absent where a correction may help. */
  readonly uncorrectable?: string;
  /** The result of a replay now, as predicted. */
  readonly today: PredictionRow;
  /** Attributes of the relay in clear; those of the sender masked unless revealed. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** The predicted result of replaying one letter. */
export interface PredictionRow {
  readonly messageId: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly source?: string;
  /** Why it is a dead letter. */
  readonly reason: string;
  readonly verdict: 'delivers' | 'skipped' | 'fails';
  /** The relay's checks pass, but the shop refused it last time. */
  readonly shopDecides: boolean;
  /** It was replayed three times or more, so only `force` replays it again. */
  readonly needsForce: boolean;
  /** Why it would become a dead letter again. */
  readonly newReason?: string;
  /** Details; may be empty. */
  readonly text: string;
  /** What would not be used, by path and rule: `left out: phone (impossible_phone)`. */
  readonly notes: readonly string[];
}

export interface PlanResponse {
  readonly plan: string;
  readonly madeAt: number;
  readonly total: number;
  /** Each letter counts in one of these four: it would be delivered or skipped … */
  readonly passing: number;
  /** … the relay's checks pass, but the shop refused it last time … */
  readonly shopDecides: number;
  /** … it was replayed three times or more … */
  readonly needsForce: number;
  /** … or it would fail again. */
  readonly failing: number;
  /** Those of `passing` that are no signups, so nothing is delivered. */
  readonly skipped: number;
  /** Letters that were gone or in flight during the dry run. */
  readonly missing: number;
  readonly predictions: readonly PredictionRow[];
}

/** A correction of one letter, as the page asks for it. */
export interface CorrectionQuery {
  readonly messageId: string;
  /** `customer.phone=+886912345678`. */
  readonly set: readonly string[];
  /** Paths. */
  readonly remove: readonly string[];
  /** A JSON Merge Patch for `data`, as text; empty or absent without one. It applies first. */
  readonly patch?: string;
  readonly why: string;
  readonly hasProof: boolean;
  /** Which person of a letter with several, from 1. */
  readonly person?: number;
  /** Without it nothing changes. */
  readonly execute: boolean;
  /** Shows values: personal data. */
  readonly reveal: boolean;
}

/** What a correction would do, or did. */
export interface CorrectionResponse {
  readonly step: CorrectionStep;
  readonly correctionOf: string;
  readonly eventId: string;
  readonly person?: { readonly number: number; readonly of: number };
  /** Field, value before, value after; masked unless revealed. */
  readonly changes: readonly (readonly [string, string, string])[];
  /** Whether the corrected event passes the relay's checks. */
  readonly passes: boolean;
  /** What was done. */
  readonly head: string;
  /** The prediction, and what becomes of the other people. */
  readonly about: readonly string[];
  /** Where the original is, and what to do next. */
  readonly end?: string;
}
