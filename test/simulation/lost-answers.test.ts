import fc from 'fast-check';
import { expect, it } from 'vitest';
import { losingAnswers, schedules } from './arbitrary.ts';
import { REFUSED_NAME, type Said, type Schedule } from './schedule.ts';
import { search } from './search.ts';
import { show } from './show.ts';

const RUNS = 100;
const LONGEST_MS = 20_000;

type Loss = 'reset' | 'silence';

/** Signups for a healthy shop, while every fifth answer of AWS is lost. */
const lossy = (platform: Schedule['platform'], how: Loss): fc.Arbitrary<Schedule> =>
  fc.record({ schedule: schedules(platform), first: fc.nat(4) }).map(({ schedule, first }) =>
    Object.assign({}, schedule, {
      hasTightLimit: false,
      searchLagMs: Math.min(schedule.searchLagMs, 5_000),
      // Each silence lasts half a second or more. With many copies of one person's events, they would add up.
      said: (how === 'silence' ? schedule.said.slice(0, 2) : schedule.said).map((one): Said => {
        const name = one.name === REFUSED_NAME ? undefined : one.name;
        const sentAtMs = how === 'silence' ? one.sentAtMs.slice(0, 1) : one.sentAtMs;
        return Object.assign({}, one, { type: 'customer.signed_up', name, sentAtMs });
      }),
      // The slowest calls take a quarter of a second, there and back.
      fleet: schedule.fleet.map((one) => ({ ...one, pace: one.pace.map((pace) => pace % 6) })),
      troubles: [{ kind: 'answers', every: 5, first, how }],
    }),
  );

it.each<[Schedule['platform'], Loss]>([
  ['shopline', 'reset'],
  ['shoplazza', 'reset'],
  ['shopline', 'silence'],
  ['shoplazza', 'silence'],
])(
  'every signup on %s ends within 20 s although every fifth answer of AWS is lost by %s',
  async (platform, how) => {
    const found = await search(platform, {
      seed: 1,
      runs: RUNS,
      of: lossy(platform, how),
      promise: ({ longestMs }) =>
        longestMs <= LONGEST_MS ? undefined : `a signup took ${longestMs} ms`,
    });
    expect(found && show(found)).toBeUndefined();
  },
  60_000,
);

it.each(['shopline', 'shoplazza'] as const)(
  'every promise is kept on %s while AWS loses answers beside all other troubles',
  async (platform) => {
    const found = await search(platform, { seed: 1, runs: RUNS, of: losingAnswers(platform) });
    expect(found && show(found)).toBeUndefined();
  },
  60_000,
);
