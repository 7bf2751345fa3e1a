import type { LetterReason } from '../letter.ts';
import type { Prediction } from '../predict/prediction.ts';
import type { Judged } from './judge.ts';

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

/** Why a letter was not replayed although it should have been. */
export const HELD_BACK = {
  signal: 'the run was interrupted',
  time: 'no time was left',
  failures: 'too many of the ones before failed',
  limit: 'the limit was reached',
} as const;

/** What is said about one letter in the report. */
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

interface Ends extends Pick<ReplayReport, 'dryRun' | 'replayedAt' | 'cameBack' | 'complete'> {
  readonly stopped: ReplayReport['stopped'];
}

/** Adds up what was done with the single letters. */
export function toReplayReport(
  perLetter: readonly ReplayedLetter[],
  { stopped, ...ends }: Ends,
): ReplayReport {
  return {
    ...ends,
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
