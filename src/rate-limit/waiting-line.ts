import { WaitError } from '../event/errors.ts';
import { type Admission, admit, type Demand } from './admit.ts';
import { RECENT_MS } from './circuit-breaker.ts';
import { type Costs, FIRST_COSTS, type FirstCall } from './costs.ts';
import type { LimitedStore, LimiterDeps } from './limiter-port.ts';
import type { Slot } from './slots.ts';
import type { PauseReason, StoreState } from './state.ts';
import { type StateCache, updateState } from './update-state.ts';

interface WaitingLineDeps extends Omit<LimiterDeps, 'reportStore'> {
  /** Resolves when all calls that are on their way have joined. */
  readonly waitForOthers: () => Promise<void>;
  /** One of the waiting calls became the probe of a paused store. */
  readonly onProbe: () => void;
}

/** The calls of one batch that wait for a slot at one store. */
export interface WaitingLine {
  /**
   * Waits for a slot; a spare one is used at once.
   *
   * @returns when the call may start, in milliseconds since the epoch.
   * @throws WaitError no slot is free soon, the store is paused, or the ledger cannot be reached.
   */
  join(store: LimitedStore, call: Waiting): Promise<number>;
}

/** Reserves slots for all waiting calls at once, with one write. */
export function createWaitingLine(memory: StoreMemory, deps: WaitingLineDeps): WaitingLine {
  const { now } = deps;
  let waiting: readonly WaitingCall[] = [];
  let isReserving = false;

  /** While the store is paused, only the probe itself may use its spare slots. */
  const takeSpare = (kind: WaitingCall['kind']): number | undefined =>
    kind === 'urgent' || memory.state?.pause === undefined
      ? takeSpareSlot(memory, now())?.start
      : undefined;

  /** One write at a time: calls that join during a write are part of the next one. */
  const reserveForAll = async (store: LimitedStore): Promise<void> => {
    isReserving = true;
    while (waiting.length > 0) {
      await deps.waitForOthers();
      const all = inOrder(waiting).filter(({ grant, kind }) => {
        const start = takeSpare(kind);
        if (start !== undefined) grant(start);
        return start === undefined;
      });
      waiting = [];
      if (all.length > 0) await reserveFor(all, store);
    }
    isReserving = false;
  };

  const reserveFor = async (all: readonly WaitingCall[], store: LimitedStore): Promise<void> => {
    const demand = demandOf(all, memory.costs, now());
    const decide = (state: StoreState): Admission => admit(state, store, demand, now());
    try {
      const { decided } = await updateState(store.name, memory, decide, deps);
      if (decided.isProbe) deps.onProbe();
      settle(all, decided);
    } catch (error) {
      const why =
        error instanceof WaitError
          ? error
          : new WaitError('no slot could be reserved', { cause: error });
      for (const each of all) each.refuse(why);
    }
  };

  const settle = (all: readonly WaitingCall[], admission: Admission): void => {
    const { urgent, live, lowPriority } = admission;
    const left = { urgent, live, lowPriority };
    addSpareSlots(memory, admission.slots);
    const delays = [...admission.delaysMs];
    for (const each of all) {
      left[each.kind] -= 1;
      if (left[each.kind] >= 0) each.grant(takeSpareSlot(memory, now())?.start ?? now());
      else each.refuse(refusal(admission.paused, delays.shift()));
    }
  };

  return {
    join: async (store, call) =>
      takeSpare(call.kind) ??
      new Promise<number>((grant, refuse) => {
        waiting = [...waiting, { ...call, grant, refuse }];
        if (!isReserving) void reserveForAll(store);
      }),
  };
}

/** The error of a call that may not start now. @param why absent where only the rate limit prevents it. */
export function refusal(
  why: PauseReason | 'throttled' | undefined,
  retryAfterMs: number | undefined,
): WaitError {
  const options = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new WaitError(TEXTS[why ?? 'limit'], {
    ...options,
    ...(why === 'unauthorized' && { exhaustedAs: 'unauthorized' }),
  });
}

const TEXTS = {
  limit: "the store's rate limit has no free slot soon",
  throttled: 'the shop limits our calls and asked for a delay',
  unauthorized: 'the store is paused: it refuses our token; put a new one into its configuration',
  closed: 'the store is paused: it is closed',
  failing: 'the store is paused: most calls fail',
} as const;

/** A call that needs a slot. */
export interface Waiting {
  readonly kind: 'urgent' | 'live' | 'lowPriority';
  /** The first call of its attempt. */
  readonly first: FirstCall;
  /** Since when its signup waits, in milliseconds since the epoch. */
  readonly since: number;
}

/** A call that waits for its slot. */
export interface WaitingCall extends Waiting {
  readonly grant: (start: number) => void;
  readonly refuse: (error: WaitError) => void;
}

/** A younger signup has just come, in milliseconds: the shortest delay of the queue is a second. */
const FRESH_MS = 1_000;

/** The demand of all waiting calls together. @param all in the order in which they are served. */
export function demandOf(all: readonly Waiting[], costs: Costs, now: number): Demand {
  const firstOf = (kind: Waiting['kind']): readonly FirstCall[] =>
    all.filter((each) => each.kind === kind).map(({ first }) => first);
  return {
    urgent: firstOf('urgent').length,
    live: firstOf('live'),
    fresh: all.filter(({ kind, since }) => kind === 'live' && now - since < FRESH_MS).length,
    lowPriority: firstOf('lowPriority'),
    costs,
  };
}

/** The one that waits longest first. Calls of low priority last: they also return after the others. */
export const inOrder = (all: readonly WaitingCall[]): readonly WaitingCall[] =>
  all.toSorted(
    (a, b) =>
      Number(a.kind === 'lowPriority') - Number(b.kind === 'lowPriority') || a.since - b.since,
  );

/** The state of a store that a function keeps from batch to batch. */
export interface StoreMemory extends StateCache {
  costs: Costs;
  /** Reserved slots that are not used yet, earliest first. */
  spareSlots: readonly Slot[];
  /** Calls that the shared state does not count yet: their batches had nothing else to write. */
  unrecorded: { readonly since: number; readonly calls: number };
}

const NOTHING_UNRECORDED = { since: 0, calls: 0 };

export const newMemory = (): StoreMemory => ({
  costs: FIRST_COSTS,
  spareSlots: [],
  state: undefined,
  isAlone: false,
  unrecorded: NOTHING_UNRECORDED,
});

/** Takes the next spare slot that has not expired. */
export function takeSpareSlot(memory: StoreMemory, now: number): Slot | undefined {
  const [first, ...others] = memory.spareSlots.filter(({ expires }) => expires > now);
  memory.spareSlots = others;
  return first;
}

/** Drops slots that were reserved at the old pace or before a pause. The caller records the calls. */
export function dropReserved(memory: StoreMemory): void {
  memory.spareSlots = [];
  memory.unrecorded = NOTHING_UNRECORDED;
}

export function addSpareSlots(memory: StoreMemory, slots: readonly Slot[]): void {
  memory.spareSlots = [...memory.spareSlots, ...slots].toSorted((a, b) => a.start - b.start);
}

/** Calls that are not recorded yet and still count. */
export const unrecordedAt = ({ unrecorded }: StoreMemory, now: number): StoreMemory['unrecorded'] =>
  now - unrecorded.since < RECENT_MS ? unrecorded : { since: now, calls: 0 };
