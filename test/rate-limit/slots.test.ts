import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';
import {
  type Limit,
  reserveSlots,
  slowDown,
  steadyGapMs,
  type Slot,
} from '../../src/rate-limit/slots.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const SHOPLINE = [{ perSecond: 20, burst: 20 }];
const SHOPLAZZA = [
  { perSecond: 2, burst: 40 },
  { perSecond: 20, burst: 80 },
];

interface Step {
  readonly afterMs: number;
  readonly calls: number;
  readonly windowMs: number;
  readonly leavesHalf: boolean;
}

const limits = fc.array(
  fc.record({
    perSecond: fc.constantFrom(0.5, 1, 2, 7, 20, 100),
    burst: fc.integer({ min: 2, max: 90 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const steps = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ max: 60_000, min: 0 }),
    ),
    calls: fc.integer({ min: 0, max: 25 }),
    windowMs: fc.constantFrom(0, 500, 2_000, 5_000),
    leavesHalf: fc.boolean(),
  }),
  { maxLength: 20 },
);

function slotsOf(history: readonly Step[], of: readonly Limit[]): readonly Slot[] {
  let state: StoreState = NEW_STORE;
  let now = NOW;
  return history.flatMap(({ afterMs, ...wish }) => {
    now += afterMs;
    const reserved = reserveSlots(state, of, { ...wish, now });
    state = reserved.state;
    return reserved.slots;
  });
}

/** The most calls that can start within a period, whenever each uses its slot. */
const mostIn = (slots: readonly Slot[], from: number, to: number): number =>
  slots.filter(({ start, expires }) => start <= to && expires > from).length;

describe('reserving slots', () => {
  it('never grants more than burst + rate × time, however late a slot is used', () => {
    fc.assert(
      fc.property(limits, steps, (of, history) => {
        const slots = slotsOf(history, of);
        const times = slots.flatMap(({ start, expires }) => [start, expires - 1]);
        const excess = times.flatMap((from) =>
          times
            .filter((to) => to >= from)
            .flatMap((to) =>
              of.map(
                ({ perSecond, burst }) =>
                  mostIn(slots, from, to) - burst - (perSecond * (to - from)) / 1_000,
              ),
            ),
        );
        expect(Math.max(...excess, -1)).toBeLessThan(0.01);
      }),
      { numRuns: 100 },
    );
  });

  it('grants only slots that start within the window and have not expired then', () => {
    fc.assert(
      fc.property(limits, steps, (of, history) => {
        let state: StoreState = NEW_STORE;
        let now = NOW;
        for (const { afterMs, ...wish } of history) {
          now += afterMs;
          const reserved = reserveSlots(state, of, { ...wish, now });
          state = reserved.state;
          expect(reserved.slots.length).toBeLessThanOrEqual(wish.calls);
          for (const { start, expires } of reserved.slots) {
            expect(start).toBeGreaterThanOrEqual(now);
            expect(start).toBeLessThanOrEqual(now + wish.windowMs + 0.1);
            expect(expires).toBeGreaterThan(start);
          }
        }
      }),
    );
  });

  it.each([
    ['SHOPLINE', SHOPLINE, 20],
    ['Shoplazza', SHOPLAZZA, 2],
    ['a slow shop', [{ perSecond: 0.5, burst: 1 }], 0.5],
  ])('uses at least 98 %% of the limit of %s when there is demand', (_, of, perSecond) => {
    const seconds = 600;
    const demand = Array.from({ length: seconds }, () => ({
      afterMs: 1_000,
      calls: 100,
      windowMs: 2_000,
      leavesHalf: false,
    }));
    expect(slotsOf(demand, of).length).toBeGreaterThanOrEqual(0.98 * perSecond * seconds);
  });

  it('lets any number of replays fill only half of the bucket', () => {
    for (const of of [SHOPLINE, SHOPLAZZA, [{ perSecond: 1, burst: 2 }]]) {
      const wish = { calls: 1_000, windowMs: 0, now: NOW };
      const all = reserveSlots(NEW_STORE, of, wish).slots.length;
      const replays = reserveSlots(NEW_STORE, of, { ...wish, leavesHalf: true });
      expect(replays.slots.length).toBe(Math.max(1, Math.floor(all / 2)));
      const rest = reserveSlots(replays.state, of, wish).slots.length;
      expect(replays.slots.length + rest).toBe(all);
    }
  });

  it('names the earliest start of the first call without a slot', () => {
    const { slots, nextStart, state } = reserveSlots(NEW_STORE, SHOPLINE, {
      calls: 100,
      windowMs: 0,
      now: NOW,
    });
    expect(slots).toHaveLength(5);
    expect(nextStart).toBeGreaterThan(NOW);
    const later = { calls: 1, windowMs: 0 };
    expect(reserveSlots(state, SHOPLINE, { ...later, now: nextStart - 1 }).slots).toEqual([]);
    expect(reserveSlots(state, SHOPLINE, { ...later, now: nextStart }).slots).toHaveLength(1);
  });

  it.each([
    ['a quarter of a bucket that may be a window of one second', { perSecond: 20, burst: 20 }, 5],
    ['all of a slow bucket but the calls of two seconds', { perSecond: 2, burst: 40 }, 36],
    ['three quarters of a faster one', { perSecond: 12, burst: 40 }, 30],
    ['one call of the smallest', { perSecond: 2, burst: 1 }, 1],
  ])('grants at once %s', (_, limit, expected) => {
    const wish = { calls: 100, windowMs: 0, now: NOW };
    expect(reserveSlots(NEW_STORE, [limit], wish).slots).toHaveLength(expected);
  });

  it('grants every slot at once where there is no limit', () => {
    const { slots } = reserveSlots(NEW_STORE, [], { calls: 50, windowMs: 0, now: NOW });
    expect(slots).toHaveLength(50);
    expect(steadyGapMs(NEW_STORE, [], NOW)).toBe(0);
  });
});

describe('after a 429', () => {
  const now = NOW;
  const startsIn = (state: StoreState, at: number, windowMs: number): readonly number[] =>
    reserveSlots(state, SHOPLINE, { calls: 1_000, windowMs, now: at }).slots.map(
      ({ start }) => start,
    );

  it.each([[1_000], [7_000], [3_600_000]])(
    'starts nothing within a Retry-After of %i ms',
    (retryAfterMs) => {
      const state = slowDown(NEW_STORE, SHOPLINE, { now, retryAfterMs });
      expect(startsIn(state, now, retryAfterMs - 1)).toEqual([]);
      expect(startsIn(state, now, retryAfterMs + 1_000)[0]).toBeGreaterThanOrEqual(
        now + retryAfterMs,
      );
      // The pace recovers meanwhile, which must not bring the first call forward.
      expect(startsIn(state, now + retryAfterMs - 1, 0)).toEqual([]);
    },
  );

  it('waits a second where the shop names no time', () => {
    const state = slowDown(NEW_STORE, SHOPLINE, { now });
    expect(startsIn(state, now, 999)).toEqual([]);
    expect(startsIn(state, now, 1_100)).not.toEqual([]);
  });

  it('has no burst left', () => {
    const state = slowDown(NEW_STORE, SHOPLINE, { now });
    expect(startsIn(state, now, 1_000)).toHaveLength(1);
  });

  it('continues at a lower pace, which recovers within two minutes', () => {
    const state = slowDown(NEW_STORE, SHOPLINE, { now });
    const full = steadyGapMs(NEW_STORE, SHOPLINE, now);
    const gaps = [0, 10_000, 24_000, 120_000].map((after) =>
      steadyGapMs(state, SHOPLINE, now + after),
    );
    expect(gaps[0]).toBeCloseTo(full / 0.8);
    expect(gaps[1]).toBeLessThan(gaps[0] ?? 0);
    expect(gaps.slice(2)).toEqual([full, full]);
  });

  it('lowers the pace once for all 429 of the same moment', () => {
    const once = slowDown(NEW_STORE, SHOPLINE, { now });
    const twice = slowDown(once, SHOPLINE, { now: now + 500 });
    expect(twice.slow).toEqual(once.slow);
    const later = slowDown(twice, SHOPLINE, { now: now + 1_000 });
    expect(later.slow).toMatchObject({ since: now + 1_000, factor: expect.closeTo(0.8 ** 2, 1) });
  });

  it('never goes below a quarter of the limit, and is back from there within two minutes', () => {
    let state: StoreState = NEW_STORE;
    for (let times = 0; times < 100; times++)
      state = slowDown(state, SHOPLINE, { now: now + times * 1_100 });
    expect(state.slow?.factor).toBe(0.25);
    const last = now + 99 * 1_100;
    expect(steadyGapMs(state, SHOPLINE, last + 120_000)).toBe(
      steadyGapMs(NEW_STORE, SHOPLINE, now),
    );
  });
});
