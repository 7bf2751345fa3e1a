import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../src/rate-limit/limiter.ts';
import { type Crowd, type CrowdSignup, drainCrowd, type Drained } from '../support/crowd.ts';

const of = { baseUrl: 'https://shop.example', accessToken: 'token' };
const SHOPLINE = limitsOf({ ...of, platform: 'shopline' });
const SHOPLAZZA = limitsOf({ ...of, platform: 'shoplazza' });

/** A new customer: SHOPLINE is searched first, Shoplazza refuses duplicates itself. */
const NEW_AT_SHOPLINE: CrowdSignup = { calls: 2, first: 'read' };
const ONE_WRITE: CrowdSignup = { calls: 1 };

const several = (count: number, ...kinds: readonly CrowdSignup[]): readonly CrowdSignup[] =>
  Array.from({ length: count }, (_, index) => kinds[index % kinds.length] ?? ONE_WRITE);

/** All signups once, and no 429. */
function expectWhole({ delivered, refused }: Drained, { signups }: Crowd): void {
  expect(delivered).toHaveLength(signups.length);
  expect(new Set(delivered.map(({ index }) => index)).size).toBe(signups.length);
  expect(refused).toBe(0);
}

describe('a crowd of signups', () => {
  it.each<[string, number, Crowd]>([
    ['240 at Shoplazza', 0.95, { limits: SHOPLAZZA, signups: several(240, ONE_WRITE) }],
    ['500 at Shoplazza', 0.98, { limits: SHOPLAZZA, signups: several(500, ONE_WRITE) }],
    ['5,000 at Shoplazza', 0.98, { limits: SHOPLAZZA, signups: several(5_000, ONE_WRITE) }],
    ['240 at SHOPLINE', 0.95, { limits: SHOPLINE, signups: several(240, NEW_AT_SHOPLINE) }],
    ['2,000 at SHOPLINE', 0.98, { limits: SHOPLINE, signups: several(2_000, NEW_AT_SHOPLINE) }],
    ['20,000 at SHOPLINE', 0.98, { limits: SHOPLINE, signups: several(20_000, NEW_AT_SHOPLINE) }],
    ['2,000 known at SHOPLINE', 0.98, { limits: SHOPLINE, signups: several(2_000, ONE_WRITE) }],
    [
      '500 at 12 a second',
      0.95,
      { limits: [{ perSecond: 12, burst: 40 }], signups: several(500, ONE_WRITE) },
    ],
  ])('of %s uses the limit: at least %d of it', async (_, least, crowd) => {
    const drained = await drainCrowd(crowd);
    expect(drained.share).toBeGreaterThanOrEqual(least);
    expect(drained.quietMs).toBeLessThan(1_000);
    expectWhole(drained, crowd);
    const postponed = drained.delivered.reduce((all, each) => all + each.postponed, 0);
    expect(postponed / crowd.signups.length).toBeLessThan(2);
  });

  it.each<[string, readonly CrowdSignup[]]>([
    ['new customers and known ones with a tag', [ONE_WRITE, { calls: 2, first: 'read' }]],
    ['new customers and ones that only the shop knows', [ONE_WRITE, { calls: 4 }]],
    [
      'searches that a write follows and some that nothing follows',
      [...several(4, { calls: 2, first: 'read' }), { calls: 1, first: 'read' }],
    ],
  ])('that mixes %s leaves no turn idle', async (_, kinds) => {
    const crowd = { limits: SHOPLAZZA, signups: several(300, ...kinds) };
    const drained = await drainCrowd(crowd);
    expect(drained.share).toBeGreaterThanOrEqual(0.95);
    expectWhole(drained, crowd);
  });

  it.each<[string, Partial<Crowd>]>([
    ['2 functions', { skewsMs: [0, 0] }],
    ['20 functions', { skewsMs: Array.from({ length: 20 }, () => 0) }],
    ['clocks that differ by a second', { skewsMs: [0, 500, -500, 250, -250, 400] }],
    ['calls that are up to half a second late', { jitterMs: 500 }],
    ['a shop that takes a second', { latencyMs: 1_000 }],
  ])('keeps the limit and uses it with %s', async (_, around) => {
    const crowd = { limits: SHOPLAZZA, signups: several(400, ONE_WRITE), ...around };
    const drained = await drainCrowd(crowd);
    expect(drained.share).toBeGreaterThanOrEqual(0.97);
    expectWhole(drained, crowd);
  });

  it('keeps the limit of SHOPLINE with clocks that differ by 0.3 s', async () => {
    const skewsMs = [0, 150, -150, 75, -75, 100];
    const crowd = { limits: SHOPLINE, signups: several(1_000, NEW_AT_SHOPLINE), skewsMs };
    const drained = await drainCrowd(crowd);
    expect(drained.share).toBeGreaterThanOrEqual(0.97);
    expectWhole(drained, crowd);
  });
});

describe('signups that come while a crowd waits', () => {
  const crowd = several(240, ONE_WRITE);
  const late = Array.from({ length: 100 }, (_, index) => ({
    ...ONE_WRITE,
    afterMs: 1_000 * index,
  }));
  const meanOf = (values: readonly number[]): number =>
    values.reduce((all, each) => all + each, 0) / values.length;

  it('leave the turns to those that wait longer, and all are delivered', async () => {
    const all = { limits: SHOPLAZZA, signups: [...crowd, ...late] };
    const drained = await drainCrowd(all);
    expectWhole(drained, all);
    const [before = [], after = []] = [true, false].map((isOfCrowd) =>
      drained.delivered.flatMap(({ index, waitedMs }, place) =>
        index < crowd.length === isOfCrowd ? [{ place, waitedMs }] : [],
      ),
    );
    expect(meanOf(before.map(({ place }) => place))).toBeLessThan(
      meanOf(after.map(({ place }) => place)),
    );
    const alone = await drainCrowd({ limits: SHOPLAZZA, signups: crowd });
    const slowTenthOf = (waits: readonly number[]): number =>
      waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.9)] ?? 0;
    expect(slowTenthOf(before.map(({ waitedMs }) => waitedMs))).toBeLessThan(
      1.2 * slowTenthOf(alone.delivered.map(({ waitedMs }) => waitedMs)),
    );
  });

  it('take a turn at once that would stay idle', async () => {
    const signups = [...several(60, ONE_WRITE), { ...ONE_WRITE, afterMs: 120_000 }];
    const { delivered } = await drainCrowd({ limits: SHOPLAZZA, signups });
    expect(delivered.at(-1)).toMatchObject({ index: 60, postponed: 0 });
    expect(delivered.at(-1)?.waitedMs).toBeLessThan(500);
  });
});
