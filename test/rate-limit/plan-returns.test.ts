import { describe, expect, it } from 'vitest';
import { planReturns } from '../../src/rate-limit/plan-returns.ts';
import { NEW_STORE, type StoreState } from '../../src/rate-limit/state.ts';
import { steadyGapMs } from '../../src/rate-limit/slots.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const limited = { name: 'tw-main', limits: [{ perSecond: 20, burst: 20 }], tokenMark: 'token-1' };
const unlimited = { ...limited, limits: [] };
/** Planned time between two returns of attempts with two calls: four fifths of the limit's gap. */
const GAP_MS = steadyGapMs(NEW_STORE, limited.limits, NOW) * 2 * 0.8;
/** So many attempts, of two calls at least. */
const several = (count: number): readonly number[] => Array.from({ length: count }, () => 2);

const plan = (
  refused: Partial<Parameters<typeof planReturns>[2]>,
  state: StoreState = NEW_STORE,
  store = limited,
) =>
  planReturns(state, store, {
    first: [],
    lowPriority: [],
    nextStarts: { first: NOW, lowPriority: NOW },
    now: NOW,
    ...refused,
  });

describe('returns', () => {
  it('begin a second and a half before the end of the window for first slots', () => {
    const { delaysMs, state } = plan({ first: several(3) });
    for (const [index, delayMs] of delaysMs.entries()) {
      expect(delayMs).toBeCloseTo(500 + (index + 1) * GAP_MS, 1);
    }
    expect(delaysMs).toHaveLength(3);
    expect(state.plannedUntil - NOW).toBeCloseTo(2_000 + 3 * GAP_MS, 1);
  });

  it('are as far apart as the least calls of each attempt', () => {
    const [one = 0, two = 0, three = 0] = plan({ first: [1, 2, 1] }).delaysMs;
    expect(two - one).toBeCloseTo(GAP_MS, 1);
    expect(three - two).toBeCloseTo(GAP_MS / 2, 1);
  });

  it('are not planned before a slot can be free', () => {
    const { delaysMs } = plan({
      first: several(1),
      nextStarts: { first: NOW + 60_000, lowPriority: NOW },
    });
    expect(delaysMs[0]).toBeCloseTo(58_500 + GAP_MS, 1);
  });

  it('may use the longest delay of SQS', () => {
    const nextStarts = { first: NOW + 901_500, lowPriority: NOW };
    expect(plan({ first: several(1), nextStarts }, NEW_STORE, unlimited).delaysMs).toEqual([
      900_000,
    ]);
  });

  it('beyond the longest delay are spread over its second half', () => {
    const nextStarts = { first: NOW + 901_501, lowPriority: NOW };
    const { delaysMs, state } = plan({ first: several(40), nextStarts }, NEW_STORE, unlimited);
    expect(Math.min(...delaysMs)).toBe(450_000);
    expect(Math.max(...delaysMs)).toBeGreaterThan(850_000);
    expect(Math.max(...delaysMs)).toBeLessThan(900_000);
    expect(state.plannedUntil).toBe(NOW + 900_000);
  });

  it.each([
    ['live ones', { first: several(1) }, { plannedUntil: NOW + 2_000, yieldingUntil: undefined }],
    ['replays', { lowPriority: several(1) }, { plannedUntil: 0, yieldingUntil: NOW + 2_000 }],
    ['no attempt', {}, { plannedUntil: 0, yieldingUntil: undefined }],
  ])('of %s move their own plan only', (_, refused, expected) => {
    const { plannedUntil, yieldingUntil } = plan(refused, NEW_STORE, unlimited).state;
    expect({ plannedUntil, yieldingUntil }).toEqual(expected);
  });

  it('of no attempt leave the plans of other batches unchanged', () => {
    const state = { ...NEW_STORE, plannedUntil: NOW - 5_000, yieldingUntil: NOW + 7_000 };
    expect(plan({}, state)).toEqual({ state, delaysMs: [] });
  });

  it('of replays come after those of live events, and after earlier replays', () => {
    const state = { ...NEW_STORE, yieldingUntil: NOW + 50_000 };
    const { delaysMs } = plan({ first: several(1), lowPriority: several(1) }, state, unlimited);
    expect(delaysMs).toEqual([500, 48_500]);
    const ahead = { ...state, plannedUntil: NOW + 80_000 };
    expect(plan({ lowPriority: several(1) }, ahead, unlimited).delaysMs).toEqual([78_500]);
  });
});
