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
  /** The schedules to try. @default all kinds */
  readonly of?: fc.Arbitrary<Schedule>;
  /** A further promise. @returns why it is broken; undefined where it is kept. */
  readonly promise?: (run: Run) => string | undefined;
  /** Whether to look for the shortest schedule that still fails. @default true */
  readonly shrinks?: boolean;
}

/** Tries this many schedules. @returns the first that fails, shrunken; undefined when none fails. */
export async function search(
  platform: Schedule['platform'],
  options: SearchOptions,
): Promise<Found | undefined> {
  const { seed, runs, sabotage, onRun = () => undefined, shrinks = true } = options;
  const { of = schedules(platform), promise = () => undefined } = options;
  const judged = async (schedule: Schedule): Promise<Run> => {
    const run = await simulate(schedule, sabotage);
    return {
      ...run,
      violations: [...run.violations, ...[promise(run)].filter((one) => one !== undefined)],
    };
  };
  const property = fc.asyncProperty(of, async (schedule) => {
    const run = await judged(schedule);
    onRun(run);
    return run.violations.length === 0;
  });
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !shrinks });
  const [schedule] = details.counterexample ?? [];
  if (!details.failed || schedule === undefined) return undefined;
  const run = await judged(schedule);
  return { seed, runsUntilFound: details.numRuns, schedule, run };
}
