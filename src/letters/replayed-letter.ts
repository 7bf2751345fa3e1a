import type { Judged } from '../dead-letters/replay/judge.ts';
import type { ReplayedLetter } from '../dead-letters/replay/report.ts';

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
