import type { StoreState } from './state.ts';

/** One leaky bucket, in calls: `perSecond` is its drain rate, `burst` its size. */
export interface Limit {
  readonly perSecond: number;
  readonly burst: number;
}

/** The share of a limit that is used: the shop's clock may run slower than ours. */
const USED_SHARE = 0.995;
/** The same for a limit that may be a window: there calls that arrive with jitter need room as well. */
const USED_SHARE_OF_WINDOW = 0.99;
/** Calls of this many milliseconds may arrive together without a 429: some start late, and the functions' clocks differ. */
const LATE_MS = 2_000;
const LOWEST_PACE = 0.25;
/** Time in which the pace recovers from zero to the full limit, in milliseconds. */
const RECOVERY_MS = 120_000;
/** Several 429 within this time lower the pace once, in milliseconds. */
const SAME_MOMENT_MS = 1_000;

/** Tolerance for times since the epoch, which have little precision below a millisecond. */
const ROUNDING_MS = 0.01;

/** A limit as it is applied: time per call in milliseconds, and how many calls may start at once. */
interface Pace {
  readonly gapMs: number;
  readonly atOnce: number;
  /** How late a call may still start after its share of the bucket has drained, in milliseconds. */
  readonly lateMs: number;
}

/** The right to start one call, in milliseconds since the epoch. */
export interface Slot {
  readonly start: number;
  /** From this time on the bucket may have no room for the call. */
  readonly expires: number;
}

/** The current pace after a 429, as a share of the limit. */
const paceFactor = ({ slow }: StoreState, now: number): number =>
  slow ? Math.min(1, slow.factor + Math.max(0, now - slow.since) / RECOVERY_MS) : 1;

function paceOf({ perSecond, burst }: Limit, factor: number): Pace {
  // A burst of at most one second may mean a fixed window of one second. A burst across its edge would overfill it. A
  // larger burst is a real bucket, so more of it is used. The rest is for calls that start late: the second call of an
  // attempt waits for the first answer.
  const isBucket = burst > perSecond;
  const late = (perSecond * LATE_MS) / 1_000;
  const most = isBucket ? Math.max(burst * 0.75, burst - late) : burst * 0.25;
  const atOnce = Math.max(1, Math.floor(most));
  return {
    gapMs: 1000 / (perSecond * (isBucket ? USED_SHARE : USED_SHARE_OF_WINDOW) * factor),
    atOnce,
    lateMs: (1000 / perSecond) * Math.max(0, burst - atOnce - 1),
  };
}

const pacesOf = (state: StoreState, limits: readonly Limit[], now: number): readonly Pace[] =>
  limits.map((limit) => paceOf(limit, paceFactor(state, now)));

/** The shortest sustained gap between two calls, in milliseconds. */
export const steadyGapMs = (state: StoreState, limits: readonly Limit[], now: number): number =>
  Math.max(0, ...pacesOf(state, limits, now).map(({ gapMs }) => gapMs));

interface SlotRequest {
  readonly calls: number;
  readonly windowMs: number;
  readonly now: number;
  /** Whether half of every bucket stays free for other calls. */
  readonly leavesHalf?: boolean;
}

/** Reserves slots for as many calls as can start within `windowMs` (GCRA over all limits at once). */
export function reserveSlots(
  state: StoreState,
  limits: readonly Limit[],
  { calls, windowMs, now, leavesHalf = false }: SlotRequest,
): {
  readonly state: StoreState;
  readonly slots: readonly Slot[];
  /** The earliest start of the first call that got no slot. */
  readonly nextStart: number;
} {
  let buckets = pacesOf(state, limits, now).map((pace, index) => {
    const aheadMs = spanOf(leavesHalf ? halved(pace) : pace) - pace.gapMs;
    return { pace, aheadMs, time: Math.max(now, state.buckets[index] ?? now) };
  });
  const slots: Slot[] = [];
  for (;;) {
    const start = Math.max(now, ...buckets.map(({ time, aheadMs }) => time - aheadMs));
    if (slots.length >= calls || start > now + windowMs + ROUNDING_MS) {
      const times = buckets.map(({ time }) => time);
      return { state: { ...state, buckets: times }, slots, nextStart: start };
    }
    // The tightest bucket sets the start; in the other buckets the call counts from that start.
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

/** How far ahead of its schedule a bucket admits calls, in milliseconds. */
const spanOf = ({ gapMs, atOnce }: Pace): number => gapMs * atOnce;

/** The state after a 429: no call before `retryAfterMs`, no burst, and a lower pace that recovers over time. */
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
