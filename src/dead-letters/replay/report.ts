import type { LetterReason } from '../letter.ts';
import type { Prediction } from '../predict/prediction.ts';
import type { Judged } from './judge.ts';

/** Result of a replay, or of its dry run, for one dead letter. */
export interface ReplayedLetter {
  readonly messageId: string;
  readonly eventId?: string;
  readonly reason: LetterReason;
  readonly store?: string;
  readonly prediction: Prediction;
  /** `left`: it stays a dead letter. `held back`: ready for replay, but this is a dry run or the run stopped before. */
  readonly action: 'replayed' | 'left' | 'held back';
  /** Replayed so often that only `force` replays it again. */
  readonly needsForce?: true;
  /** Reason for `left` and `held back`, and a failed removal. */
  readonly why?: string;
}

/** A letter that this run replayed and that has become a dead letter again. */
export interface ReturnedLetter {
  /** Of the new dead letter. */
  readonly messageId: string;
  readonly eventId?: string;
  readonly store?: string;
  readonly reason: LetterReason;
  readonly detail?: string;
}

export interface ReplayReport {
  readonly dryRun: boolean;
  /** Start of the run, in milliseconds since the epoch; the copies carry it as `replayedAt`. */
  readonly replayedAt: number;
  /** Selected letters that the run reached. */
  readonly selected: number;
  readonly predicted: {
    readonly delivers: number;
    readonly skipped: number;
    readonly fails: number;
    /** Letters of all three kinds that only `force` replays again. */
    readonly needsForce: number;
    /** Results of the dry-run attempts, if there were any. */
    readonly outcomes?: Readonly<Partial<Record<NonNullable<Prediction['outcome']>, number>>>;
  };
  readonly perLetter: readonly ReplayedLetter[];
  readonly replayed: number;
  /** Returned letters seen before the run ended; others may follow. */
  readonly cameBack: readonly ReturnedLetter[];
  /** `limit`: the limit left out selected letters. */
  readonly stopped?: 'limit' | 'failures' | 'signal' | 'time';
  /** Whether the whole queue was read. */
  readonly complete: boolean;
}

/** Why a letter that was ready was not replayed. */
export const HELD_BACK = {
  signal: 'the run was interrupted',
  time: 'no time was left',
  failures: 'too many letters before it came back',
  limit: 'the limit was reached',
} as const;

export function replayedLetter(
  { letter, prediction, needsForce }: Judged,
  action: ReplayedLetter['action'],
  why?: string,
): ReplayedLetter {
  const { messageId, eventId, reason, store = prediction.store } = letter;
  return {
    messageId,
    reason,
    ...(eventId !== undefined && { eventId }),
    ...(store !== undefined && { store }),
    prediction,
    action,
    ...(needsForce && { needsForce }),
    ...(why !== undefined && { why }),
  };
}

interface RunResult extends Pick<ReplayReport, 'dryRun' | 'replayedAt' | 'cameBack' | 'complete'> {
  readonly stopped: ReplayReport['stopped'];
}

/** Adds up the results of the letters. */
export function toReplayReport(
  perLetter: readonly ReplayedLetter[],
  { stopped, ...result }: RunResult,
): ReplayReport {
  return {
    ...result,
    selected: perLetter.length,
    predicted: predictedOf(perLetter),
    perLetter,
    replayed: perLetter.filter(({ action }) => action === 'replayed').length,
    ...(stopped && { stopped }),
  };
}

function predictedOf(letters: readonly ReplayedLetter[]): ReplayReport['predicted'] {
  const count = (verdict: string): number =>
    letters.filter(({ prediction }) => prediction.verdict === verdict).length;
  return {
    delivers: count('delivers'),
    skipped: count('skipped'),
    fails: count('fails'),
    needsForce: letters.filter(({ needsForce }) => needsForce).length,
    ...outcomesOf(letters),
  };
}

function outcomesOf(
  letters: readonly ReplayedLetter[],
): Pick<ReplayReport['predicted'], 'outcomes'> {
  const outcomes: Partial<Record<NonNullable<Prediction['outcome']>, number>> = {};
  for (const { prediction } of letters) {
    const { outcome } = prediction;
    if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return Object.keys(outcomes).length > 0 ? { outcomes } : {};
}
