import type { ReplayedLetter } from '../dead-letters/replay/report.ts';
import type { PredictionRow } from './letter-answers.ts';

/** What a dry run said about one letter. */
export function toPredictionRow({
  messageId,
  eventId,
  reason,
  store,
  prediction,
  action,
  why,
}: ReplayedLetter): PredictionRow {
  const { verdict, shopDecides = false, reason: newReason, detail } = prediction;
  // A dry run leaves two kinds of letters: those that would fail, and those that were replayed too often.
  const needsForce = action === 'left' && verdict !== 'fails';
  return {
    messageId,
    ...(eventId !== undefined && { eventId }),
    ...(store !== undefined && { store }),
    reason,
    verdict,
    shopDecides,
    needsForce,
    ...(newReason !== undefined && { newReason }),
    text: detail ?? (needsForce ? (why ?? '') : ''),
  };
}
