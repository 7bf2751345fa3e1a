import type { StoreState } from './state.ts';

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

/** Times since the epoch leave fractions of a millisecond little room. */
const ROUNDING_MS = 0.01;

/** A limit as it is kept: time per call in milliseconds, and how many calls may come at once. */
interface Pace {
  readonly gapMs: number;
  readonly atOnce: number;
  /** How long after its drop has drained a call may still start, in milliseconds. */
  readonly lateMs: number;
}

/** The right to start one call, in milliseconds since the epoch. */
export interface Slot {
  readonly start: number;
  /** From then on the call would find no room in the bucket any more. */
  readonly expires: number;
}

/** The pace after a 429, as a share of the limit at this moment. */
const paceFactor = ({ slow }: StoreState, now: number): number =>
  slow ? Math.min(1, slow.factor + Math.max(0, now - slow.since) / RECOVERY_MS) : 1;

function paceOf({ perSecond, burst }: Limit, factor: number): Pace {
  // A bucket no larger than a second's worth may as well be a window of one second, which a burst at the wrong
  // moment would overfill; a larger one is a bucket and is used. What is left is for calls that start late: a second
  // call of an attempt waits for the answer to the first.
  const atOnce = Math.max(1, Math.floor(burst * (burst > perSecond ? 0.75 : 0.25)));
  return {
    gapMs: 1000 / (perSecond * USED_SHARE * factor),
    atOnce,
    lateMs: (1000 / perSecond) * Math.max(0, burst - atOnce - 1),
  };
}

const pacesOf = (state: StoreState, limits: readonly Limit[], now: number): readonly Pace[] =>
  limits.map((limit) => paceOf(limit, paceFactor(state, now)));

/** The least time between two calls in the long run, in milliseconds. */
export const steadyGapMs = (state: StoreState, limits: readonly Limit[], now: number): number =>
  Math.max(0, ...pacesOf(state, limits, now).map(({ gapMs }) => gapMs));

interface Wish {
  readonly calls: number;
  readonly windowMs: number;
  readonly now: number;
  /** Whether half of every bucket is left to others. */
  readonly lowPriority?: boolean;
}

/** Reserves turns for calls, as many as can start within `windowMs` (GCRA over all limits at once). */
export function reserveSlots(
  state: StoreState,
  limits: readonly Limit[],
  { calls, windowMs, now, lowPriority = false }: Wish,
): {
  readonly state: StoreState;
  readonly slots: readonly Slot[];
  /** When the first call that got no turn could start. */
  readonly nextStart: number;
} {
  let buckets = pacesOf(state, limits, now).map((pace, index) => {
    const aheadMs = spanOf(lowPriority ? halved(pace) : pace) - pace.gapMs;
    return { pace, aheadMs, time: Math.max(now, state.buckets[index] ?? now) };
  });
  const slots: Slot[] = [];
  for (;;) {
    const start = Math.max(now, ...buckets.map(({ time, aheadMs }) => time - aheadMs));
    if (slots.length >= calls || start > now + windowMs + ROUNDING_MS) {
      const times = buckets.map(({ time }) => time);
      return { state: { ...state, buckets: times }, slots, nextStart: start };
    }
    // One bucket may hold a call up; for the others it comes when it starts.
    buckets = buckets.map(({ time, pace, ...rest }) => ({
      ...rest,
      pace,
      time: Math.max(time, start) + pace.gapMs,
    }));
    const drained = buckets.map(({ time, pace }) => time + pace.lateMs);
    slots.push({ start, expires: Math.min(Infinity, ...drained) });
  }
}

const halved = (pace: Pace): Pace => ({
  ...pace,
  atOnce: Math.max(1, Math.floor(pace.atOnce / 2)),
});

/** How far ahead of its time a bucket lets calls go, in milliseconds. */
const spanOf = ({ gapMs, atOnce }: Pace): number => gapMs * atOnce;

/** After a 429: nothing before `retryAfterMs`, no burst, and a lower pace that recovers by itself. */
export function slowDown(
  state: StoreState,
  limits: readonly Limit[],
  {
    now,
    retryAfterMs = 1_000,
  }: { readonly now: number; readonly retryAfterMs?: number | undefined },
): StoreState {
  const isKnown = state.slow !== undefined && now - state.slow.since < SAME_MOMENT_MS;
  const factor = Math.max(LOWEST_PACE, paceFactor(state, now) * 0.8);
  const slower: StoreState = isKnown ? state : { ...state, slow: { factor, since: now } };
  const buckets = pacesOf(slower, limits, now).map((pace, index) =>
    Math.max(state.buckets[index] ?? 0, now + retryAfterMs + spanOf(pace) - pace.gapMs),
  );
  return { ...slower, buckets };
}
