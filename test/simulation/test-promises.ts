import { expect, it } from 'vitest';
import type { Schedule } from './schedule.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import type { Run } from './simulate.ts';

const SEEDS = [1, 2] as const;
const RUNS_PER_SEED = 120;

/** 240 fixed schedules. `npm run simulate` tries more and different ones, in CI 3,000. */
export function testPromises(platform: Schedule['platform']): void {
  it.each(SEEDS)(
    `keeps every promise on a shop like ${platform} in ${RUNS_PER_SEED} schedules of seed %i`,
    async (seed) => {
      let joint = 0;
      const onRun = (run: Run): void => void (joint += run.joint > 0 ? 1 : 0);
      const found = await search(platform, { seed, runs: RUNS_PER_SEED, onRun });
      expect(found && show(found)).toBeUndefined();
      expect(joint, 'schedules in which several events became one write').toBeGreaterThan(
        RUNS_PER_SEED / 6,
      );
    },
    120_000,
  );
}
