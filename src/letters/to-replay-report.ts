import type { Prediction } from '../dead-letters/predict/prediction.ts';
import type { ReplayedLetter, ReplayReport } from '../dead-letters/replay/report.ts';

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
