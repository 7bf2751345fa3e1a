import { parseArgs } from 'node:util';
import { hearingTheShop, losingAnswers } from '../test/simulation/arbitrary.ts';
import { search } from '../test/simulation/search.ts';
import { show } from '../test/simulation/show.ts';

/** Schedules per seed: few enough to reproduce a failing seed within seconds. */
const RUNS_PER_SEED = 500;

/** In one of so many schedules, AWS loses answers beside all other troubles. */
const LOSSY_SHARE = 10;

/** In one of so many, the shop posts what changes. */
const HEARING_SHARE = 5;

/**
 * `npm run simulate -- [--seeds 2000] [--seed N]`: runs this number of schedules in virtual time, starting at a random
 * seed or at `--seed`. It prints the first schedule that breaks a guarantee, shortened, and exits with 1.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seeds: { type: 'string' }, seed: { type: 'string' } },
  });
  const first =
    values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const total = Number(values.seeds ?? (values.seed === undefined ? 2_000 : 2 * RUNS_PER_SEED));
  if (!Number.isSafeInteger(first) || !(total > 0)) {
    console.error('usage: npm run simulate -- [--seeds <schedules>] [--seed <integer>]');
    return 2;
  }
  const startedAt = Date.now();
  let count = 0;
  const onRun = (): void => {
    count += 1;
    if (count % 50 === 0) progress(count, total, startedAt);
  };
  for (const { seed, platform, runs } of rounds(first, total)) {
    const lossy = Math.floor(runs / LOSSY_SHARE);
    const hearing = Math.floor(runs / HEARING_SHARE);
    const found =
      (await search(platform, { seed, runs: runs - lossy - hearing, onRun })) ??
      (await search(platform, { seed, runs: lossy, onRun, of: losingAnswers(platform) })) ??
      (await search(platform, { seed, runs: hearing, onRun, of: hearingTheShop(platform) }));
    if (found) {
      console.log(`\n${show(found)}\nreproduce: npm run simulate -- --seed ${seed}`);
      return 1;
    }
  }
  progress(count, total, startedAt);
  console.log(`\nno broken guarantee in ${count} schedules, starting at seed ${first}`);
  return 0;
}

/** All seeds in order, each for both platforms. */
function* rounds(first: number, total: number) {
  let left = total;
  for (let seed = first; left > 0; seed += 1) {
    for (const platform of ['shopline', 'shoplazza'] as const) {
      const runs = Math.min(RUNS_PER_SEED, left);
      if (runs > 0) yield { seed, platform, runs };
      left -= runs;
    }
  }
}

function progress(count: number, total: number, startedAt: number): void {
  const perSecond = Math.round((count * 1000) / Math.max(1, Date.now() - startedAt));
  const isTerminal = process.stdout.isTTY;
  if (isTerminal)
    process.stdout.write(`\r${count} of ${total} schedules, ${perSecond} per second `);
}

process.exitCode = await main();
