import { MAX_DELAY_SECONDS } from '../util/sqs-limits.ts';
import { mayProbe, pauseStore } from './circuit-breaker.ts';
import type { LimitedStore } from './limiter-port.ts';
import { reserveSlots, steadyGapMs, type Slot } from './slots.ts';
import type { Pause, PauseReason, StoreState } from './state.ts';

/** Who wants to call one store. */
export interface Demand {
  /** Next calls of attempts that have called already. */
  readonly urgent: number;
  /** Attempts that have not called yet. */
  readonly live: number;
  /** The same, of replays and imports: they get what the others leave. */
  readonly yielding: number;
  readonly callsPerAttempt: number;
}

export interface Admission {
  readonly state: StoreState;
  /** For the calls of everybody admitted, earliest first. */
  readonly slots: readonly Slot[];
  /** How many of each were admitted. */
  readonly urgent: number;
  readonly live: number;
  readonly yielding: number;
  /** After how many milliseconds each of those who were not admitted shall come back, urgent and live ones first. */
  readonly delaysMs: readonly number[];
  /** Why the store is paused. */
  readonly paused?: PauseReason;
  /** Whether the one admitted attempt is a probe. */
  readonly isProbe: boolean;
}

/**
 * A batch whose first turn is later than this gets none: in a crowd, some functions are busy then with whole batches,
 * and the others have time for other stores, instead of all of them waiting for the last turns within the window.
 */
const FIRST_TURN_MS = 1_000;

/** An attempt in the middle of its calls holds leases and waits longer rather than begin again. */
const URGENT_WINDOW_MS = 5_000;

/** Who waits for a paused store comes back within this time after the probe. */
const PAUSED_SPREAD_MS = 30_000;

/** A probe has its answer after this time. */
const PROBE_MS = 5_000;

/** Decides who may call a store, and when everybody else shall come back. Pure. */
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

const waitingFirst = ({ live, yielding }: Demand): number => live + yielding;

function refuseAll(state: StoreState, demand: Demand, until: number, now: number): Admission {
  const all = demand.urgent + waitingFirst(demand);
  const delaysMs = Array.from({ length: all }, (_, index) =>
    Math.min(LONGEST_MS, until - now + spread(index) * PAUSED_SPREAD_MS),
  );
  const nobody = { slots: [], urgent: 0, live: 0, yielding: 0, isProbe: false };
  return { ...nobody, state, delaysMs, ...(state.pause && { paused: state.pause.reason }) };
}

/** One attempt, of whatever kind, finds out whether the store is back. The others ask again when it knows. */
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
  const kind = demand.urgent > 0 ? 'urgent' : demand.live > 0 ? 'live' : 'yielding';
  const others = { ...demand, [kind]: demand[kind] - 1 };
  const refused = refuseAll(claimed, others, now + PROBE_MS, now);
  return { ...refused, slots, [kind]: 1, isProbe: true };
}

function admitMany(state: StoreState, store: LimitedStore, demand: Demand, now: number): Admission {
  const reserve = (from: StoreState, calls: number, windowMs: number, lowPriority = false) =>
    reserveSlots(from, store.limits, { calls, windowMs, now, lowPriority });
  const attempts = (from: StoreState, wanted: number, windowMs: number, lowPriority = false) => {
    const firstWindowMs = Math.min(FIRST_TURN_MS, windowMs);
    const first = reserve(from, 1, firstWindowMs, lowPriority);
    if (first.slots.length === 0) return { ...first, attempts: 0 };
    const all = reserve(from, callsOf(wanted), windowMs, lowPriority);
    if (all.slots.length === callsOf(wanted)) return { ...all, attempts: wanted };
    // What is too little for one more attempt is left to others.
    const fitting = Math.max(1, Math.floor(all.slots.length / callsPerAttempt));
    return { ...reserve(from, callsOf(fitting), windowMs, lowPriority), attempts: fitting };
  };
  const { callsPerAttempt } = demand;
  const callsOf = (count: number): number => Math.ceil(count * callsPerAttempt);

  const urgent = reserve(state, demand.urgent, URGENT_WINDOW_MS);
  const live = attempts(urgent.state, demand.live, LIVE_WINDOW_MS);
  // Where a live one has to come back, more than half of a bucket is used: nothing of it is left for these.
  const yielding = attempts(live.state, demand.yielding, 0, true);

  const planned = planReturns(yielding.state, store, {
    first: demand.live - live.attempts + demand.urgent - urgent.slots.length,
    yielding: demand.yielding - yielding.attempts,
    callsPerAttempt,
    nextStarts: { first: live.nextStart, yielding: yielding.nextStart },
    now,
  });
  return {
    ...planned,
    // Each is reserved behind the ones before it.
    slots: [...urgent.slots, ...live.slots, ...yielding.slots],
    urgent: urgent.slots.length,
    live: live.attempts,
    yielding: yielding.attempts,
    isProbe: false,
  };
}

/** A first turn is waited for this long; a later one is not worth a running function. */
const LIVE_WINDOW_MS = 2_000;

const LONGEST_MS = MAX_DELAY_SECONDS * 1_000;

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
  { limits }: LimitedStore,
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

/** Evenly spread over [0, 1) without dice: multiples of the golden ratio. */
const spread = (index: number): number => (index * 0.618_033_988_75) % 1;
