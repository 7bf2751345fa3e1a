import type { Found } from './search.ts';

const MAX_LINES = 60;

/** A failure as text: the broken promise, the schedule and the trace. */
export function show({ seed, runsUntilFound, schedule, run }: Found): string {
  const { said, fleet, troubles, existing, ...rest } = schedule;
  const list = (name: string, values: readonly unknown[]): readonly string[] =>
    values.map((value, index) => `  ${name} ${index}: ${JSON.stringify(value)}`);
  return [
    `seed ${seed}, schedule ${runsUntilFound}: ${run.violations.join('; ')}`,
    `  ${JSON.stringify(rest)}`,
    ...list('existing', existing),
    ...list('event', said),
    ...list('consumer', fleet),
    ...list('trouble', troubles),
    ...elided(run.trace),
  ].join('\n');
}

/** Beginning and end are the most useful parts. */
function elided(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  const half = MAX_LINES / 2;
  return [
    ...lines.slice(0, half),
    `  … ${lines.length - MAX_LINES} steps …`,
    ...lines.slice(-half),
  ];
}
