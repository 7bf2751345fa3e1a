import { accessTo, pauseStore } from './breaker.ts';
import type { GatedStore } from './gate-port.ts';
import type { PauseReason, StoreState } from './store-state.ts';
import { reserveTurns, spareWindowMs, steadyGapMs } from './turns.ts';

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
  /** When calls may start, in milliseconds since the epoch, earliest first. */
  readonly starts: readonly number[];
  /** How many of each were admitted. */
  readonly urgent: number;
  readonly live: number;
  readonly yielding: number;
  /** After how many milliseconds each of those who were not admitted shall come back. */
  readonly delaysMs: readonly number[];
  /** Why the store is paused. */
  readonly paused?: PauseReason;
  /** Whether the one admitted attempt is a probe. */
  readonly isProbe: boolean;
}

/** A first turn is waited for this long; a later one is not worth a running function. */
const LIVE_WINDOW_MS = 2_000;
/** An attempt in the middle of its calls holds leases and waits longer rather than begin again. */
const URGENT_WINDOW_MS = 5_000;
/** The longest delay that SQS gives a message. */
const LONGEST_MS = 900_000;
/** Returns are planned a little closer than the limit allows: who comes too early is planned again, an idle turn is lost. */
const PLANNED_SHARE = 0.9;
/** Delays are whole seconds, and a first turn may be waited for: so returns are planned this much early. */
const EARLY_MS = 1_000;
/** Who waits for a paused store comes back within this time after the probe. */
const PAUSED_SPREAD_MS = 30_000;

/** Decides who may call a store, and when everybody else shall come back. Pure. */
export function admit(
  state: StoreState,
  store: GatedStore,
  demand: Demand,
  now: number,
): Admission {
  const access = accessTo(state, store.tokenMark, now);
  if (typeof access === 'object') return refuseAll(state, demand, access.until, now);
  return access === 'probe'
    ? admitProbe(state, store, demand, now)
    : admitMany(state, store, demand, now);
}

const waitingFirst = ({ live, yielding }: Demand): number => live + yielding;

function refuseAll(state: StoreState, demand: Demand, until: number, now: number): Admission {
  const all = demand.urgent + waitingFirst(demand);
  const delaysMs = Array.from({ length: all }, (_, index) =>
    Math.min(LONGEST_MS, until - now + spread(index) * PAUSED_SPREAD_MS),
  );
  const nobody = { starts: [], urgent: 0, live: 0, yielding: 0, isProbe: false };
  return { ...nobody, state, delaysMs, ...(state.pause && { paused: state.pause.reason }) };
}

/** One attempt, of whatever kind, finds out whether the store is back. */
function admitProbe(state: StoreState, store: GatedStore, demand: Demand, now: number): Admission {
  const claimed = pauseStore(state, state.pause?.reason ?? 'failing', store.tokenMark, now);
  const kind = demand.urgent > 0 ? 'urgent' : demand.live > 0 ? 'live' : 'yielding';
  const others = { ...demand, [kind]: demand[kind] - 1 };
  const refused = refuseAll(claimed, others, claimed.pause?.probeAt ?? now, now);
  const { state: reserved, starts } = reserveTurns(claimed, store.limits, {
    calls: Math.ceil(demand.callsPerAttempt),
    windowMs: LIVE_WINDOW_MS,
    now,
  });
  return {
    ...refused,
    state: reserved,
    starts: starts.length > 0 ? starts : [now],
    [kind]: 1,
    isProbe: true,
  };
}

function admitMany(state: StoreState, store: GatedStore, demand: Demand, now: number): Admission {
  const { callsPerAttempt } = demand;
  const reserve = (from: StoreState, calls: number, windowMs: number) =>
    reserveTurns(from, store.limits, { calls, windowMs, now });
  const attempts = (wanted: number, starts: readonly number[]): number =>
    Math.min(
      wanted,
      starts.length === 0 ? 0 : Math.max(1, Math.floor(starts.length / callsPerAttempt)),
    );

  const urgent = reserve(state, demand.urgent, URGENT_WINDOW_MS);
  const live = reserve(urgent.state, Math.ceil(demand.live * callsPerAttempt), LIVE_WINDOW_MS);
  const liveAttempts = attempts(demand.live, live.starts);
  const spare = liveAttempts < demand.live ? 0 : Math.ceil(demand.yielding * callsPerAttempt);
  const yielding = reserve(live.state, spare, spareWindowMs(live.state, store.limits, now));
  const yieldingAttempts = attempts(demand.yielding, yielding.starts);

  const refused =
    waitingFirst(demand) - liveAttempts - yieldingAttempts + demand.urgent - urgent.starts.length;
  const planned = planReturns(yielding.state, store, { refused, callsPerAttempt }, now);
  return {
    state: planned.state,
    starts: [...urgent.starts, ...live.starts, ...yielding.starts].toSorted((a, b) => a - b),
    urgent: urgent.starts.length,
    live: liveAttempts,
    yielding: yieldingAttempts,
    delaysMs: planned.delaysMs,
    isProbe: false,
  };
}

/** Spreads those who come back over the time in which the limit has room for them. */
function planReturns(
  state: StoreState,
  { limits }: GatedStore,
  { refused, callsPerAttempt }: { readonly refused: number; readonly callsPerAttempt: number },
  now: number,
): { readonly state: StoreState; readonly delaysMs: readonly number[] } {
  if (refused === 0) return { state, delaysMs: [] };
  const gapMs = steadyGapMs(state, limits, now) * callsPerAttempt * PLANNED_SHARE;
  const from = Math.max(now + LIVE_WINDOW_MS, state.plannedUntil);
  const delaysMs = Array.from({ length: refused }, (_, index) => {
    const delayMs = from + (index + 1) * gapMs - now - EARLY_MS;
    return delayMs <= LONGEST_MS ? delayMs : LONGEST_MS * (0.5 + spread(index) / 2);
  });
  const plannedUntil = Math.min(from + refused * gapMs, now + LONGEST_MS);
  return { state: { ...state, plannedUntil }, delaysMs };
}

/** Evenly spread over [0, 1) without dice: multiples of the golden ratio. */
const spread = (index: number): number => (index * 0.618_033_988_75) % 1;
