import type { LetterReason } from '../letter.ts';
import type { Prediction } from '../predict/prediction.ts';

/** What was, or would be, done with one letter. */
export interface ReplayedLetter {
  readonly messageId: string;
  readonly eventId?: string;
  readonly reason: LetterReason;
  readonly store?: string;
  readonly prediction: Prediction;
  /** `left`: it stays a dead letter. `held back`: it would have been replayed, but the run is a dry one or was stopped. */
  readonly action: 'replayed' | 'left' | 'held back';
  /** It was replayed so often that only `force` replays it again. */
  readonly needsForce?: true;
  /** In words, where there is something to say. */
  readonly why?: string;
}

/** A letter that was replayed in this run and has become a dead letter again. */
export interface CameBack {
  /** Of the new letter. */
  readonly messageId: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly reason: LetterReason;
  readonly detail?: string;
}

export interface ReplayReport {
  readonly dryRun: boolean;
  /** When the run began, in milliseconds since the epoch; the letters carry it as `replayedAt`. */
  readonly replayedAt: number;
  /** Letters that were looked at. */
  readonly selected: number;
  readonly predicted: {
    readonly delivers: number;
    readonly skipped: number;
    readonly fails: number;
    /** Of all these: replayed so often that only `force` replays them again. */
    readonly needsForce: number;
    /** What the shops say of those that deliver, where they were asked. */
    readonly outcomes?: Readonly<Partial<Record<NonNullable<Prediction['outcome']>, number>>>;
  };
  readonly perLetter: readonly ReplayedLetter[];
  readonly replayed: number;
  /** As far as it could be seen before the run ended. */
  readonly cameBack: readonly CameBack[];
  /** `limit`: more letters are selected than the limit lets through. */
  readonly stopped?: 'limit' | 'failures' | 'signal' | 'time';
  /** Whether the whole queue was seen. */
  readonly complete: boolean;
}
