import type { StoreState } from './store-state.ts';

/** One leaky bucket: `perSecond` drains, `burst` is its size, both in calls. */
export interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Share of a limit that is used: our clock and the shop's are not the same, and calls arrive with jitter. */
const USED_SHARE = 0.985;
const LOWEST_PACE = 0.25;
/** Time in which the pace climbs from nothing to the full limit, in milliseconds. */
const RECOVERY_MS = 120_000;
/** Several 429 of the same moment lower the pace once, in milliseconds. */
const SAME_MOMENT_MS = 1_000;

/** A limit as it is kept: time per call in milliseconds, and how many calls may come at once. */
interface Pace {
  readonly gapMs: number;
  readonly atOnce: number;
}

/** The pace after a 429, as a share of the limit at this moment. */
const paceFactor = ({ slow }: StoreState, now: number): number =>
  slow ? Math.min(1, slow.factor + Math.max(0, now - slow.since) / RECOVERY_MS) : 1;

function paceOf({ perSecond, burst }: Limit, factor: number): Pace {
  // A bucket no larger than a second's worth may as well be a window of one second, which a burst at the wrong
  // moment would overfill; a larger one is a bucket and is used.
  const atOnce = burst > perSecond ? Math.floor(burst * 0.95) - 1 : Math.ceil(burst / 4);
  return { gapMs: 1000 / (perSecond * USED_SHARE * factor), atOnce: Math.max(1, atOnce) };
}

const pacesOf = (state: StoreState, limits: readonly Limit[], now: number): readonly Pace[] =>
  limits.map((limit) => paceOf(limit, paceFactor(state, now)));

/** The least time between two calls in the long run, in milliseconds. */
export const steadyGapMs = (state: StoreState, limits: readonly Limit[], now: number): number =>
  Math.max(0, ...pacesOf(state, limits, now).map(({ gapMs }) => gapMs));

/**
 * Reserves turns for calls, as many as can start within `windowMs` (GCRA over all limits at once). A negative window
 * leaves that much of the buckets unused.
 *
 * @returns the state with these turns taken, and when each may start, in milliseconds since the epoch.
 */
export function reserveTurns(
  state: StoreState,
  limits: readonly Limit[],
  {
    calls,
    windowMs,
    now,
  }: { readonly calls: number; readonly windowMs: number; readonly now: number },
): { readonly state: StoreState; readonly starts: readonly number[] } {
  const paces = pacesOf(state, limits, now);
  let buckets = limits.map((_, index) => Math.max(now, state.buckets[index] ?? now));
  const starts: number[] = [];
  while (starts.length < calls) {
    const next = buckets.map((time, index) => time + (paces[index]?.gapMs ?? 0));
    const start = Math.max(...next.map((time, index) => time - spanOf(paces[index])), -Infinity);
    if (start > now + windowMs) break;
    starts.push(Math.max(now, start));
    buckets = next;
  }
  return { state: { ...state, buckets }, starts };
}

/** How far ahead of its time a bucket lets calls go, in milliseconds. */
const spanOf = (pace: Pace | undefined): number => (pace ? pace.gapMs * pace.atOnce : 0);

/** A window for `reserveTurns` that leaves half of every bucket to others, in milliseconds: negative. */
export const spareWindowMs = (state: StoreState, limits: readonly Limit[], now: number): number =>
  -Math.max(0, ...pacesOf(state, limits, now).map((pace) => spanOf(pace) / 2));

/** After a 429: nothing before `retryAfterMs`, no burst, and a lower pace that recovers by itself. */
export function slowDown(
  state: StoreState,
  limits: readonly Limit[],
  {
    now,
    retryAfterMs = 1_000,
  }: { readonly now: number; readonly retryAfterMs?: number | undefined },
): StoreState {
  const lowered = state.slow && now - state.slow.since < SAME_MOMENT_MS;
  const factor = Math.max(LOWEST_PACE, paceFactor(state, now) * (lowered ? 1 : 0.8));
  const slower: StoreState = {
    ...state,
    slow: { factor, since: lowered ? (state.slow?.since ?? now) : now },
  };
  const buckets = pacesOf(slower, limits, now).map((pace, index) =>
    Math.max(state.buckets[index] ?? 0, now + retryAfterMs + spanOf(pace) - pace.gapMs),
  );
  return { ...slower, buckets };
}
