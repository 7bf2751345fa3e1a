import { expect, it } from 'vitest';
import { SABOTAGES } from './sabotages.ts';
import { search } from './search.ts';

/** Each fault is found within this many schedules; shrinking needs more. */
const RUNS = 400;

it.each(SABOTAGES)(
  'the simulator finds $name',
  async ({ platform, sabotage, breaks, seed = 1 }) => {
    const found = await search(platform, { seed, runs: RUNS, sabotage, shrinks: false });
    expect(found?.run.violations.join('; ')).toMatch(breaks);
  },
  60_000,
);
