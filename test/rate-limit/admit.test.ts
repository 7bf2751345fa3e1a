import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Demand } from '../../src/rate-limit/admit.ts';
import { type Costs, FIRST_COSTS, type FirstCall } from '../../src/rate-limit/costs.ts';
import { pauseStore } from '../../src/rate-limit/circuit-breaker.ts';
import type { LimitedStore } from '../../src/rate-limit/limiter-port.ts';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';
import { slowDown } from '../../src/rate-limit/slots.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const store: LimitedStore = {
  name: 'tw-main',
  limits: [{ perSecond: 20, burst: 20 }],
  tokenMark: 'token-1',
};
/** How many attempts of each kind ask; they begin with a read. */
interface Asked {
  readonly urgent?: number;
  readonly live?: number;
  /** How many of the live ones have just come. */
  readonly fresh?: number;
  readonly lowPriority?: number;
  readonly callsPerAttempt?: number;
}
const several = (count: number, first: FirstCall = 'read'): readonly FirstCall[] =>
  Array.from({ length: count }, () => first);
const demand = ({
  urgent = 0,
  live = 0,
  fresh = 0,
  lowPriority = 0,
  callsPerAttempt = 2,
}: Asked = {}): Demand => {
  const cost = { mean: callsPerAttempt, least: callsPerAttempt };
  const costs: Costs = { ...FIRST_COSTS, read: cost };
  return { urgent, live: several(live), fresh, lowPriority: several(lowPriority), costs };
};
const full = admit(NEW_STORE, store, demand({ live: 100 }), NOW).state;

const anyDemand = fc
  .record({
    urgent: fc.integer({ min: 0, max: 10 }),
    live: fc.integer({ min: 0, max: 10 }),
    lowPriority: fc.integer({ min: 0, max: 10 }),
    callsPerAttempt: fc.double({ min: 1, max: 6, noNaN: true }),
    fresh: fc.integer({ min: 0, max: 10 }),
  })
  .filter(({ urgent, live, lowPriority }) => urgent + live + lowPriority > 0)
  .map((asked) => demand({ ...asked, fresh: Math.min(asked.fresh, asked.live) }));
const anyState = fc.constantFrom<StoreState>(
  NEW_STORE,
  full,
  { ...full, plannedUntil: NOW + 500_000, yieldingUntil: NOW + 800_000 },
  slowDown(NEW_STORE, store.limits, { now: NOW, retryAfterMs: 60_000 }),
  pauseStore(NEW_STORE, 'closed', 'token-1', NOW - 1_000),
  pauseStore(NEW_STORE, 'unauthorized', 'token-1', NOW - 30_000),
);

describe('admitting', () => {
  it('admits or postpones every attempt, with a delay that SQS supports', () => {
    fc.assert(
      fc.property(anyState, anyDemand, (state, wanted) => {
        const { urgent, live, lowPriority, delaysMs, slots } = admit(state, store, wanted, NOW);
        expect([
          urgent <= wanted.urgent,
          live <= wanted.live.length,
          lowPriority <= wanted.lowPriority.length,
        ]).toEqual([true, true, true]);
        const refused =
          wanted.urgent +
          wanted.live.length +
          wanted.lowPriority.length -
          (urgent + live + lowPriority);
        expect(delaysMs).toHaveLength(refused);
        for (const delayMs of delaysMs) {
          expect(delayMs).toBeGreaterThan(0);
          expect(delayMs).toBeLessThanOrEqual(900_000);
        }
        expect(slots.length).toBeGreaterThanOrEqual(urgent + live + lowPriority);
        expect(slots.map(({ start }) => start)).toEqual(
          slots.map(({ start }) => start).toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('reserves as many slots as the attempts of a batch will need', () => {
    const { slots, live, delaysMs } = admit(NEW_STORE, store, demand({ live: 10 }), NOW);
    expect(slots).toHaveLength(20);
    expect(live).toBe(10);
    expect(delaysMs).toEqual([]);
  });

  it('lets first calls wait 2 s, and later calls of an attempt 5 s', () => {
    const waitsFor = (wanted: Asked): number =>
      admit(NEW_STORE, store, demand({ ...wanted, callsPerAttempt: 1 }), NOW).slots.at(-1)?.start ??
      0;
    expect(waitsFor({ live: 1_000 })).toBeGreaterThan(NOW + 1_900);
    expect(waitsFor({ live: 1_000 })).toBeLessThan(NOW + 2_000.1);
    expect(waitsFor({ urgent: 1_000 })).toBeGreaterThan(NOW + 4_900);
    expect(waitsFor({ urgent: 1_000 })).toBeLessThan(NOW + 5_000.1);
  });

  it('admits an attempt although the window has no room for all of its calls', () => {
    const { live, slots } = admit(
      NEW_STORE,
      { ...store, limits: [{ perSecond: 0.4, burst: 2 }] },
      demand({ live: 2, callsPerAttempt: 4 }),
      NOW,
    );
    expect(live).toBe(1);
    expect(slots.length).toBeLessThan(4);
  });
});

describe('live events', () => {
  it('may use the whole burst at once', () => {
    const { slots } = admit(NEW_STORE, store, demand({ live: 5, callsPerAttempt: 1 }), NOW);
    expect(slots.map(({ start }) => Math.floor(start - NOW))).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    [1_000, 1],
    [1_002, 0],
  ])('whose first slot is %i ms away: %i is admitted', (afterMs, expected) => {
    const state = { ...NEW_STORE, buckets: [NOW + afterMs] };
    const slow = { ...store, limits: [{ perSecond: 1, burst: 1 }] };
    expect(admit(state, slow, demand({ live: 1 }), NOW).live).toBe(expected);
  });

  it('leave slots to others that are too few for one more attempt', () => {
    const wanted = demand({ live: 2, callsPerAttempt: 4 });
    const { live, slots } = admit(
      NEW_STORE,
      { ...store, limits: [{ perSecond: 0.1, burst: 8 }] },
      wanted,
      NOW,
    );
    expect([live, slots.length]).toEqual([1, 4]);
  });
});

describe('attempts that have just come', () => {
  const some = demand({ live: 4, fresh: 2, callsPerAttempt: 1 });
  const planned = { ...NEW_STORE, plannedUntil: NOW + 10_000 };

  it('get slots as all others while nothing waits for its return', () => {
    const busy = { ...NEW_STORE, buckets: [NOW + 700] };
    expect(admit(busy, store, some, NOW).live).toBe(4);
  });

  it('get only slots that can start at once while others wait for theirs', () => {
    expect(admit(planned, store, some, NOW).live).toBe(4);
    const busy = { ...planned, buckets: [NOW + 50] };
    expect(admit(busy, store, some, NOW).live).toBe(4);
    expect(admit({ ...busy, buckets: [NOW + 700] }, store, some, NOW).live).toBe(2);
  });

  it('get none while one that waits longer has to return', () => {
    const slow = { ...store, limits: [{ perSecond: 1, burst: 2 }] };
    const { live, delaysMs } = admit(planned, slow, demand({ live: 8, fresh: 2 }), NOW);
    expect(live + delaysMs.length).toBe(8);
    expect(live).toBeLessThan(6);
  });
});

describe('the delays of refused attempts', () => {
  it('are spread at the rate of the limit, a little closer', () => {
    const { delaysMs } = admit(full, store, demand({ live: 200 }), NOW);
    const perSecond =
      ((delaysMs.length - 1) * 1_000) / ((delaysMs.at(-1) ?? 0) - (delaysMs[0] ?? 0));
    expect(perSecond).toBeGreaterThan(10);
    expect(perSecond).toBeLessThan(10 * 1.4);
  });

  it('are planned after the returns of other batches', () => {
    const first = admit(full, store, demand({ live: 10 }), NOW);
    const second = admit(first.state, store, demand({ live: 10 }), NOW + 100);
    expect((second.delaysMs[0] ?? 0) + 100).toBeGreaterThan(first.delaysMs.at(-1) ?? 0);
  });

  it('do not end before a Retry-After is over', () => {
    const state = slowDown(NEW_STORE, store.limits, { now: NOW, retryAfterMs: 60_000 });
    const { delaysMs, live } = admit(state, store, demand({ live: 10 }), NOW);
    expect(live).toBe(0);
    // An attempt may wait for its first slot, so returns are a little early.
    expect(Math.min(...delaysMs)).toBeGreaterThan(58_400);
  });

  it('are spread over the longest delay where the plan is longer', () => {
    const { delaysMs } = admit(
      { ...full, plannedUntil: NOW + 900_000 },
      store,
      demand({ live: 50 }),
      NOW,
    );
    expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(450_000);
    expect(Math.max(...delaysMs) - Math.min(...delaysMs)).toBeGreaterThan(300_000);
  });

  it('are shorter for live events than for any number of planned replays', () => {
    const replays = admit(full, store, demand({ lowPriority: 1_000 }), NOW);
    expect(Math.max(...replays.delaysMs)).toBeGreaterThan(60_000);
    const [live, alone] = [replays.state, full].map(
      (state) => admit(state, store, demand({ live: 1 }), NOW).delaysMs,
    );
    expect(live).toEqual(alone);
    const both = admit(full, store, demand({ live: 3, lowPriority: 3 }), NOW).delaysMs;
    expect(both).toEqual(both.toSorted((a, b) => a - b));
  });
});

describe('replays', () => {
  it.each<[string, LimitedStore['limits']]>([
    ['SHOPLINE', [{ perSecond: 20, burst: 20 }]],
    [
      'Shoplazza',
      [
        { perSecond: 2, burst: 40 },
        { perSecond: 20, burst: 80 },
      ],
    ],
    ['a tiny limit', [{ perSecond: 1, burst: 1 }]],
  ])('are admitted to an idle store with the limits of %s', (_, limits) => {
    expect(
      admit(NEW_STORE, { ...store, limits }, demand({ lowPriority: 10, callsPerAttempt: 1 }), NOW)
        .lowPriority,
    ).toBeGreaterThan(0);
  });

  it('leave half of the bucket to live events', () => {
    const replayed = admit(NEW_STORE, store, demand({ lowPriority: 100 }), NOW).state;
    const { slots } = admit(replayed, store, demand({ live: 1, callsPerAttempt: 1 }), NOW);
    expect(slots[0]?.start).toBe(NOW);
  });

  it('get no slot while live events have to return', () => {
    expect(admit(NEW_STORE, store, demand({ live: 100, lowPriority: 10 }), NOW).lowPriority).toBe(
      0,
    );
    const limits = fc.record({
      perSecond: fc.constantFrom(0.1, 1, 2, 7, 20),
      burst: fc.integer({ min: 1, max: 40 }),
    });
    const usedUpMs = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(fc.array(limits, { maxLength: 2 }), usedUpMs, anyDemand, (of, ms, wanted) => {
        const state = { ...NEW_STORE, buckets: of.map(() => NOW + ms) };
        const { live, lowPriority } = admit(state, { ...store, limits: of }, wanted, NOW);
        expect(live < wanted.live.length && lowPriority > 0).toBe(false);
      }),
    );
  });

  it('get the slots that can start at once, and all others return', () => {
    const { lowPriority, slots, delaysMs } = admit(
      NEW_STORE,
      store,
      demand({ lowPriority: 10, callsPerAttempt: 1 }),
      NOW,
    );
    expect([lowPriority, slots.length, delaysMs.length]).toEqual([2, 2, 8]);
  });

  it('get no slot when none can start at once', () => {
    const state = { ...NEW_STORE, buckets: [NOW + 300] };
    const { lowPriority, slots, delaysMs } = admit(state, store, demand({ lowPriority: 3 }), NOW);
    expect([lowPriority, slots, delaysMs.length]).toEqual([0, [], 3]);
  });
});

describe('a paused store', () => {
  const paused = pauseStore(NEW_STORE, 'unauthorized', 'token-1', NOW);

  it('admits no attempt; all return within half a minute after the next probe', () => {
    const { delaysMs, slots, live, paused: why } = admit(paused, store, demand({ live: 10 }), NOW);
    expect([slots, live, why]).toEqual([[], 0, 'unauthorized']);
    expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(30_000);
    expect(Math.max(...delaysMs)).toBeGreaterThan(50_000);
    expect(Math.max(...delaysMs)).toBeLessThan(60_000);
    expect(new Set(delaysMs).size).toBe(10);
  });

  it.each<[Asked, object]>([
    [
      { urgent: 2, live: 5, lowPriority: 3 },
      { urgent: 1, live: 0, lowPriority: 0 },
    ],
    [
      { live: 5, lowPriority: 3 },
      { urgent: 0, live: 1, lowPriority: 0 },
    ],
    [{ lowPriority: 3 }, { urgent: 0, live: 0, lowPriority: 1 }],
  ])('sends one probe at its time: of %j', (wanted, expected) => {
    const probe = admit(paused, store, demand(wanted), NOW + 30_000);
    expect(probe).toMatchObject({ ...expected, isProbe: true });
    const again = admit(probe.state, store, demand(wanted), NOW + 30_001);
    expect(again).toMatchObject({ urgent: 0, live: 0, lowPriority: 0, isProbe: false });
  });

  it('lets the other attempts return after the answer of the probe', () => {
    const { delaysMs } = admit(paused, store, demand({ live: 10 }), NOW + 30_000);
    expect(delaysMs).toHaveLength(9);
    expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...delaysMs)).toBeLessThan(40_000);
  });

  it('is not probed before a Retry-After is over', () => {
    const busy = slowDown(paused, store.limits, { now: NOW, retryAfterMs: 90_000 });
    const { live, delaysMs, state } = admit(busy, store, demand({ live: 1 }), NOW + 30_000);
    expect(live).toBe(0);
    expect(delaysMs[0]).toBeGreaterThanOrEqual(60_000);
    expect(admit(state, store, demand({ live: 1 }), NOW + 90_000).isProbe).toBe(true);
  });
});
