import { MAX_DELAY_SECONDS } from '../util/sqs-limits.ts';
import type { LimitedStore } from './limiter-port.ts';
import { steadyGapMs } from './slots.ts';
import type { StoreState } from './state.ts';

/** Longest wait for a first slot, in milliseconds: a longer one is not worth a running function. */
export const LIVE_WINDOW_MS = 2_000;

/** The longest delay of SQS, in milliseconds. */
export const LONGEST_DELAY_MS = MAX_DELAY_SECONDS * 1_000;

/**
 * Returns are planned a little closer together than the limit allows. An attempt that returns too early is planned again
 * behind all others, which thins the plan. A slot that stays unused is lost.
 */
const PLANNED_SHARE = 0.8;

/**
 * Returns are planned this much early, in milliseconds. An attempt may wait a second for its first slot, and SQS delays
 * by whole seconds: rounding up costs half a second on average.
 */
const EARLY_MS = 1_500;

/** The attempts that were not admitted, each as the least number of its calls. */
interface Refused {
  /** Urgent and live ones, those that wait longest first: they return first. */
  readonly first: readonly number[];
  readonly lowPriority: readonly number[];
  /** The earliest start of a further call of each kind. */
  readonly nextStarts: { readonly first: number; readonly lowPriority: number };
  readonly now: number;
}

/** Spreads refused attempts over the time in which the limits have room for them, those of low priority last. */
export function planReturns(
  state: StoreState,
  { limits }: LimitedStore,
  { first, lowPriority, nextStarts, now }: Refused,
): { readonly state: StoreState; readonly delaysMs: readonly number[] } {
  const gapMs = steadyGapMs(state, limits, now) * PLANNED_SHARE;
  const plan = (attempts: readonly number[], ...notBefore: readonly number[]) => {
    let at = Math.max(now + LIVE_WINDOW_MS, ...notBefore);
    const delaysMs = attempts.map((calls, index) => {
      at += calls * gapMs;
      const delayMs = at - now - EARLY_MS;
      return delayMs <= LONGEST_DELAY_MS ? delayMs : LONGEST_DELAY_MS * (0.5 + spread(index) / 2);
    });
    return { delaysMs, until: Math.min(at, now + LONGEST_DELAY_MS) };
  };
  const before = plan(first, nextStarts.first, state.plannedUntil);
  const plannedUntil = first.length > 0 ? before.until : state.plannedUntil;
  const behind = plan(lowPriority, nextStarts.lowPriority, plannedUntil, state.yieldingUntil ?? 0);
  return {
    state: {
      ...state,
      plannedUntil,
      ...(lowPriority.length > 0 && { yieldingUntil: behind.until }),
    },
    delaysMs: [...before.delaysMs, ...behind.delaysMs],
  };
}

/** Spreads indexes evenly over [0, 1) without random numbers, by multiples of the golden ratio. */
export const spread = (index: number): number => (index * 0.618_033_988_75) % 1;
