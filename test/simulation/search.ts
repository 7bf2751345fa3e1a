import fc from 'fast-check';
import { schedules } from './arbitrary.ts';
import type { Schedule } from './schedule.ts';
import { type Run, type Sabotage, simulate } from './simulate.ts';

/** The shortest schedule found that breaks a promise. */
export interface Found {
  readonly seed: number;
  readonly runsUntilFound: number;
  readonly schedule: Schedule;
  readonly run: Run;
}

interface SearchOptions {
  readonly seed: number;
  readonly runs: number;
  readonly sabotage?: Sabotage;
  readonly onRun?: (run: Run) => void;
  /** Whether to look for the shortest schedule that still fails. @default true */
  readonly shrinks?: boolean;
}

/** Tries this many schedules. @returns the first that fails, shrunken; undefined when none fails. */
export async function search(
  platform: Schedule['platform'],
  { seed, runs, sabotage, onRun = () => undefined, shrinks = true }: SearchOptions,
): Promise<Found | undefined> {
  const property = fc.asyncProperty(schedules(platform), async (schedule) => {
    const run = await simulate(schedule, sabotage);
    onRun(run);
    return run.violations.length === 0;
  });
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !shrinks });
  const [schedule] = details.counterexample ?? [];
  if (!details.failed || schedule === undefined) return undefined;
  const run = await simulate(schedule, sabotage);
  return { seed, runsUntilFound: details.numRuns, schedule, run };
}
