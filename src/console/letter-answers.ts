import type { AnnotatedBody } from '../dead-letters/body/annotate.ts';
import type { LetterSummary } from '../dead-letters/letter.ts';
import type { LetterGroup } from '../dead-letters/list.ts';

/*
 * What the console's server says about dead letters. Nothing here holds personal data but a revealed body.
 */

/** Which letters of a look are meant: every condition that is given must hold. The empty text means: has none. */
export interface LetterFilter {
  readonly reason?: string;
  readonly store?: string;
  readonly source?: string;
  /** Message ids. */
  readonly ids?: readonly string[];
}

/** What was seen at the last look into the dead-letter queue. */
export interface LettersAnswer {
  /** Absent before the first look. */
  readonly lookedAt?: number;
  /** Whether every letter was seen that SQS counted. */
  readonly complete: boolean;
  readonly total: number;
  readonly groups: readonly LetterGroup[];
  /** Of those that the filter means. */
  readonly matching: number;
  readonly letters: readonly LetterSummary[];
}

export interface LetterAnswer {
  readonly letter: LetterSummary;
  /** Line by line, with what is wrong beside it; personal data masked unless revealed. */
  readonly body: AnnotatedBody;
  readonly revealed: boolean;
  /** What would become of it if it were replayed now. */
  readonly today: PredictionRow;
  /** Ours as they are; what the sender added is masked unless revealed. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** What would become of a letter. */
export interface PredictionRow {
  readonly messageId: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly source?: string;
  /** Of the letter as it is. */
  readonly reason: string;
  readonly verdict: 'delivers' | 'skipped' | 'fails';
  /** Our checks pass, but the shop refused it the last time. */
  readonly shopDecides: boolean;
  /** Replayed so often that it has to be asked for. */
  readonly needsForce: boolean;
  /** Of the letter that it would become again. */
  readonly newReason?: string;
  /** More about it; may be empty. */
  readonly text: string;
}

export interface PlanAnswer {
  readonly plan: string;
  readonly madeAt: number;
  readonly total: number;
  /** Delivers or is skipped, and needs no force. */
  readonly passing: number;
  readonly shopDecides: number;
  readonly needsForce: number;
  readonly failing: number;
  /** Letters that were gone, or in somebody's hand. */
  readonly missing: number;
  readonly predictions: readonly PredictionRow[];
}
