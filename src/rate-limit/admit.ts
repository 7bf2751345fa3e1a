import { MAX_DELAY_SECONDS } from '../util/sqs-limits.ts';
import { mayProbe, pauseStore } from './circuit-breaker.ts';
import type { LimitedStore } from './limiter-port.ts';
import { reserveSlots, steadyGapMs, type Slot } from './slots.ts';
import type { Pause, PauseReason, StoreState } from './state.ts';

/** The slots that one batch asks for at one store. */
export interface Demand {
  /** Next calls of attempts that have called already. */
  readonly urgent: number;
  /** Attempts that have not called yet. */
  readonly live: number;
  /** Replays and imports that have not called yet: they get only what the others leave. */
  readonly lowPriority: number;
  readonly callsPerAttempt: number;
}

export interface Admission {
  readonly state: StoreState;
  /** For the calls of all admitted attempts, earliest first. */
  readonly slots: readonly Slot[];
  /** How many of each kind were admitted. */
  readonly urgent: number;
  readonly live: number;
  readonly lowPriority: number;
  /** When each refused attempt shall return, in milliseconds from now; those of low priority last. */
  readonly delaysMs: readonly number[];
  /** Why the store is paused. */
  readonly paused?: PauseReason;
  /** Whether the one admitted attempt is a probe. */
  readonly isProbe: boolean;
}

/**
 * A batch whose first slot would be later than this gets none. Under load, some functions then run whole batches, and the
 * others serve other stores. Otherwise all of them would wait for the last slots of the window.
 */
const FIRST_SLOT_MS = 1_000;

/** A started attempt holds leases, so it waits longer instead of starting again. */
const URGENT_WINDOW_MS = 5_000;

/** Attempts that wait for a paused store return within this time after the probe. */
const PAUSED_SPREAD_MS = 30_000;

/** A probe has its answer after this time. */
const PROBE_MS = 5_000;

/** Decides which attempts may call a store, and when the others return. Pure. */
export function admit(
  state: StoreState,
  store: LimitedStore,
  demand: Demand,
  now: number,
): Admission {
  const { pause } = state;
  if (pause === undefined) return admitMany(state, store, demand, now);
  return mayProbe(pause, store.tokenMark, now)
    ? admitProbe({ ...state, pause }, store, demand, now)
    : refuseAll(state, demand, pause.probeAt, now);
}

function refuseAll(state: StoreState, demand: Demand, until: number, now: number): Admission {
  const all = demand.urgent + demand.live + demand.lowPriority;
  const delaysMs = Array.from({ length: all }, (_, index) =>
    Math.min(LONGEST_MS, until - now + spread(index) * PAUSED_SPREAD_MS),
  );
  const none = { slots: [], urgent: 0, live: 0, lowPriority: 0, isProbe: false };
  return { ...none, state, delaysMs, ...(state.pause && { paused: state.pause.reason }) };
}

/** One attempt of any kind probes whether the store is back. The others return after its answer. */
function admitProbe(
  state: StoreState & { readonly pause: Pause },
  store: LimitedStore,
  demand: Demand,
  now: number,
): Admission {
  const { slots, nextStart, ...reserved } = reserveSlots(state, store.limits, {
    calls: Math.ceil(demand.callsPerAttempt),
    windowMs: LIVE_WINDOW_MS,
    now,
  });
  if (slots.length === 0) return refuseAll(state, demand, nextStart, now);
  const claimed = pauseStore(reserved.state, state.pause.reason, store.tokenMark, now);
  const kind = demand.urgent > 0 ? 'urgent' : demand.live > 0 ? 'live' : 'lowPriority';
  const others = { ...demand, [kind]: demand[kind] - 1 };
  const refused = refuseAll(claimed, others, now + PROBE_MS, now);
  return { ...refused, slots, [kind]: 1, isProbe: true };
}

function admitMany(state: StoreState, store: LimitedStore, demand: Demand, now: number): Admission {
  const reserve = (from: StoreState, calls: number, windowMs: number, leavesHalf = false) =>
    reserveSlots(from, store.limits, { calls, windowMs, now, leavesHalf });
  const attempts = (from: StoreState, demanded: number, windowMs: number, leavesHalf = false) => {
    const firstWindowMs = Math.min(FIRST_SLOT_MS, windowMs);
    const first = reserve(from, 1, firstWindowMs, leavesHalf);
    if (first.slots.length === 0) return { ...first, attempts: 0 };
    const all = reserve(from, callsOf(demanded), windowMs, leavesHalf);
    if (all.slots.length === callsOf(demanded)) return { ...all, attempts: demanded };
    // Slots that are too few for one more attempt stay free for other batches.
    const fitting = Math.max(1, Math.floor(all.slots.length / callsPerAttempt));
    return { ...reserve(from, callsOf(fitting), windowMs, leavesHalf), attempts: fitting };
  };
  const { callsPerAttempt } = demand;
  const callsOf = (count: number): number => Math.ceil(count * callsPerAttempt);

  const urgent = reserve(state, demand.urgent, URGENT_WINDOW_MS);
  const live = attempts(urgent.state, demand.live, LIVE_WINDOW_MS);
  // If a live attempt was refused, a bucket is more than half full, so these get no slot from it.
  const lowPriority = attempts(live.state, demand.lowPriority, 0, true);

  const planned = planReturns(lowPriority.state, store, {
    first: demand.live - live.attempts + demand.urgent - urgent.slots.length,
    lowPriority: demand.lowPriority - lowPriority.attempts,
    callsPerAttempt,
    nextStarts: { first: live.nextStart, lowPriority: lowPriority.nextStart },
    now,
  });
  return {
    ...planned,
    // In ascending order: each kind is reserved after the one before it.
    slots: [...urgent.slots, ...live.slots, ...lowPriority.slots],
    urgent: urgent.slots.length,
    live: live.attempts,
    lowPriority: lowPriority.attempts,
    isProbe: false,
  };
}

/** Longest wait for a first slot: a longer one is not worth a running function. */
const LIVE_WINDOW_MS = 2_000;

const LONGEST_MS = MAX_DELAY_SECONDS * 1_000;

/**
 * Returns are planned closer together than the limit allows. An attempt that returns too early is planned again behind
 * all others, which thins the plan. An unused slot would be lost.
 */
const PLANNED_SHARE = 0.75;

/** Returns are planned this much early: SQS delays by whole seconds, and an attempt may wait for its first slot. */
const EARLY_MS = 1_000;

/** The attempts that were not admitted. */
interface Refused {
  /** Urgent and live ones: they return first. */
  readonly first: number;
  readonly lowPriority: number;
  readonly callsPerAttempt: number;
  /** The earliest start of a further call of each kind. */
  readonly nextStarts: { readonly first: number; readonly lowPriority: number };
  readonly now: number;
}

/** Spreads refused attempts over the time in which the limits have room for them, those of low priority last. */
export function planReturns(
  state: StoreState,
  { limits }: LimitedStore,
  { first, lowPriority, callsPerAttempt, nextStarts, now }: Refused,
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
  const behind = plan(lowPriority, nextStarts.lowPriority, plannedUntil, state.yieldingUntil ?? 0);
  return {
    state: { ...state, plannedUntil, ...(lowPriority > 0 && { yieldingUntil: behind.until }) },
    delaysMs: [...before.delaysMs, ...behind.delaysMs],
  };
}

/** Spreads indexes evenly over [0, 1) without random numbers, by multiples of the golden ratio. */
const spread = (index: number): number => (index * 0.618_033_988_75) % 1;
