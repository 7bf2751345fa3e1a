import type { World } from '../world/world.ts';

/** An attempt counts when it called the shop, and only then. */
export function judgeAttempts({ notes }: World): readonly string[] {
  return notes.reports.flatMap(({ root, attemptsBefore, report }) => {
    if (report.outcome === 'crashed') return [];
    const expected = attemptsBefore + (report.calls.length > 0 ? 1 : 0);
    return report.attempts === expected
      ? []
      : [`${root} counts ${report.attempts} attempts and made ${expected}`];
  });
}
