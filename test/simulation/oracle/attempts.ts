import type { World } from '../world/world.ts';

type Note = World['notes']['reports'][number];

const DELIVERED = new Set(['created', 'updated', 'unchanged', 'skipped']);

/**
 * An attempt counts only when it called the shop. A message of a joint try reports no calls of its own. They count
 * where the try did not deliver it.
 */
export function judgeAttempts({ notes }: World): readonly string[] {
  return notes.reports.flatMap((note) => {
    const { root, attemptsBefore, report } = note;
    if (report.outcome === 'crashed') return [];
    const made = report.attempts - attemptsBefore;
    if (wasTriedBefore(report) && (made === 0 || made === 1)) return [];
    const called = report.calls.length > 0 || failedTogether(note, notes.reports);
    return made === (called ? 1 : 0) ? [] : [`${root} counts ${made} attempts in one batch`];
  });
}

/** Delivered without a call: by the joint try, or because no newer fact was left after it. */
const wasTriedBefore = ({ outcome, calls, callsOf }: Note['report']): boolean =>
  callsOf !== undefined && calls.length === 0 && DELIVERED.has(outcome);

function failedTogether({ at, report }: Note, reports: readonly Note[]): boolean {
  if (report.callsOf === undefined || DELIVERED.has(report.outcome)) return false;
  return reports.some(
    (other) =>
      other.at === at && other.report.messageId === report.callsOf && other.report.calls.length > 0,
  );
}
