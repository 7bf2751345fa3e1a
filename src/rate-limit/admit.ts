import { mayProbe, pauseStore } from './circuit-breaker.ts';
import { type Costs, type FirstCall, plannedCalls, slotsFor } from './costs.ts';
import type { LimitedStore } from './limiter-port.ts';
import { LIVE_WINDOW_MS, LONGEST_DELAY_MS, planReturns, spread } from './plan-returns.ts';
import { reserveSlots, type Slot } from './slots.ts';
import type { Pause, PauseReason, StoreState } from './state.ts';

/** The slots that one batch asks for at one store. */
export interface Demand {
  /** Next calls of attempts that have called already. */
  readonly urgent: number;
  /** Attempts that have not called yet, those that wait longest first. */
  readonly live: readonly FirstCall[];
  /** How many of these, the last ones, have just come. */
  readonly fresh: number;
  /** Replays and imports that have not called yet: they get only what the others leave. */
  readonly lowPriority: readonly FirstCall[];
  /** What slots are reserved by. */
  readonly costs: Costs;
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
  const all = demand.urgent + demand.live.length + demand.lowPriority.length;
  const delaysMs = Array.from({ length: all }, (_, index) =>
    Math.min(LONGEST_DELAY_MS, until - now + spread(index) * PAUSED_SPREAD_MS),
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
  const { urgent, live, lowPriority } = demand;
  const { slots, nextStart, ...reserved } = reserveSlots(state, store.limits, {
    calls: urgent > 0 ? 1 : slotsFor([...live, ...lowPriority].slice(0, 1), demand.costs, false),
    windowMs: LIVE_WINDOW_MS,
    now,
  });
  if (slots.length === 0) return refuseAll(state, demand, nextStart, now);
  const claimed = pauseStore(reserved.state, state.pause.reason, store.tokenMark, now);
  const kind = urgent > 0 ? 'urgent' : live.length > 0 ? 'live' : 'lowPriority';
  const others =
    kind === 'urgent'
      ? { ...demand, urgent: urgent - 1 }
      : { ...demand, [kind]: demand[kind].slice(1) };
  const refused = refuseAll(claimed, others, now + PROBE_MS, now);
  return { ...refused, slots, [kind]: 1, isProbe: true };
}

function admitMany(state: StoreState, store: LimitedStore, demand: Demand, now: number): Admission {
  const { costs } = demand;
  const slotsOf = (these: readonly FirstCall[]): number =>
    slotsFor(these, costs, state.plannedUntil > now);
  const reserve = (from: StoreState, calls: number, windowMs: number, leavesHalf = false) =>
    reserveSlots(from, store.limits, { calls, windowMs, now, leavesHalf });
  const attempts = (
    from: StoreState,
    demanded: readonly FirstCall[],
    windowMs: number,
    leavesHalf = false,
  ) => {
    const firstWindowMs = Math.min(FIRST_SLOT_MS, windowMs);
    const first = reserve(from, 1, firstWindowMs, leavesHalf);
    if (first.slots.length === 0) return { ...first, attempts: 0 };
    const calls = slotsOf(demanded);
    const all = reserve(from, calls, windowMs, leavesHalf);
    if (all.slots.length === calls) return { ...all, attempts: demanded.length };
    // Slots that are too few for one more attempt stay free for other batches.
    const fitting = fittingInto(all.slots.length, demanded, slotsOf);
    const fittingCalls = slotsOf(demanded.slice(0, fitting));
    return { ...reserve(from, fittingCalls, windowMs, leavesHalf), attempts: fitting };
  };

  const urgent = reserve(state, demand.urgent, URGENT_WINDOW_MS);
  const { returning, fresh } = byWaiting(demand, state, now);
  const returned = attempts(urgent.state, returning, LIVE_WINDOW_MS);
  const live =
    returned.attempts < returning.length || fresh.length === 0
      ? returned
      : added(returned, attempts(returned.state, fresh, 0));
  // If a live attempt was refused, a bucket is more than half full, so these get no slot from it.
  const lowPriority = attempts(live.state, demand.lowPriority, 0, true);

  const planned = planReturns(lowPriority.state, store, {
    first: [
      ...Array.from({ length: demand.urgent - urgent.slots.length }, () => 1),
      ...plannedCalls(demand.live.slice(live.attempts), costs),
    ],
    lowPriority: plannedCalls(demand.lowPriority.slice(lowPriority.attempts), costs),
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

/**
 * While others wait for their return, an attempt that has just come takes only a slot that can start at once. Without
 * it that slot would stay unused. Every other slot is for those that wait longer.
 */
function byWaiting({ live, fresh }: Demand, { plannedUntil }: StoreState, now: number) {
  const yielding = plannedUntil > now + LIVE_WINDOW_MS ? fresh : 0;
  const returning = live.length - yielding;
  return { returning: live.slice(0, returning), fresh: live.slice(returning) };
}

interface Admitted extends ReturnType<typeof reserveSlots> {
  readonly attempts: number;
}

const added = (before: Admitted, after: Admitted): Admitted => ({
  ...after,
  slots: [...before.slots, ...after.slots],
  attempts: before.attempts + after.attempts,
});

/** How many attempts, at least one, the slots suffice for. */
function fittingInto(
  slots: number,
  attempts: readonly FirstCall[],
  slotsOf: (these: readonly FirstCall[]) => number,
): number {
  let count = 1;
  while (count < attempts.length && slotsOf(attempts.slice(0, count + 1)) <= slots) count += 1;
  return count;
}
