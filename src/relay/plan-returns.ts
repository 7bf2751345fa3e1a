import type { GatedStore } from '../rate-limit/limiter-port.ts';
import { spread } from './spread.ts';
import type { StoreState } from '../rate-limit/state.ts';
import { steadyGapMs } from '../rate-limit/slots.ts';

/** A first turn is waited for this long; a later one is not worth a running function. */
export const LIVE_WINDOW_MS = 2_000;
/** The longest delay that SQS gives a message. */
export const LONGEST_MS = 900_000;
/**
 * Returns are planned closer than the limit allows: who comes too early is planned again behind all others, and that
 * thins the plan out; an idle turn is lost.
 */
const PLANNED_SHARE = 0.75;
/** Delays are whole seconds, and a first turn may be waited for: so returns are planned this much early. */
const EARLY_MS = 1_000;

/** Who was not admitted. */
interface Refused {
  readonly first: number;
  readonly yielding: number;
  readonly callsPerAttempt: number;
  /** When a call of each could start at the earliest. */
  readonly nextStarts: { readonly first: number; readonly yielding: number };
  readonly now: number;
}

/** Spreads those who come back over the time in which the limit has room for them, those who yield behind the others. */
export function planReturns(
  state: StoreState,
  { limits }: GatedStore,
  { first, yielding, callsPerAttempt, nextStarts, now }: Refused,
): { readonly state: StoreState; readonly delaysMs: readonly number[] } {
  const gapMs = steadyGapMs(state, limits, now) * callsPerAttempt * PLANNED_SHARE;
  const plan = (count: number, ...notBefore: readonly number[]) => {
    const from = Math.max(now + LIVE_WINDOW_MS, ...notBefore);
    const delaysMs = Array.from({ length: count }, (_, index) => {
      const delayMs = from + (index + 1) * gapMs - now - EARLY_MS;
      return delayMs <= LONGEST_MS ? delayMs : LONGEST_MS * (0.5 + spread(index) / 2);
    });
    return { delaysMs, until: Math.min(from + count * gapMs, now + LONGEST_MS) };
  };
  const before = plan(first, nextStarts.first, state.plannedUntil);
  const plannedUntil = first > 0 ? before.until : state.plannedUntil;
  const behind = plan(yielding, nextStarts.yielding, plannedUntil, state.yieldingUntil ?? 0);
  return {
    state: { ...state, plannedUntil, ...(yielding > 0 && { yieldingUntil: behind.until }) },
    delaysMs: [...before.delaysMs, ...behind.delaysMs],
  };
}
