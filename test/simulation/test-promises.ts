import { expect, it } from 'vitest';
import type { Schedule } from './schedule.ts';
import { search } from './search.ts';
import { show } from './show.ts';

const SEEDS = [1, 2, 3, 4] as const;
const RUNS_PER_SEED = 300;

/** 1,200 schedules, the same ones every time. `npm run simulate` tries others, and more. */
export function testPromises(platform: Schedule['platform']): void {
  it.each(SEEDS)(
    `keeps every promise on a shop like ${platform} in ${RUNS_PER_SEED} schedules of seed %i`,
    async (seed) => {
      const found = await search(platform, { seed, runs: RUNS_PER_SEED });
      expect(found && show(found)).toBeUndefined();
    },
    120_000,
  );
}
