import { RECENT_MS } from './circuit-breaker.ts';
import type { StateCache } from './update-state.ts';
import type { Slot } from './slots.ts';

/** What a function remembers of a store from batch to batch. */
export interface StoreMemory extends StateCache {
  callsPerAttempt: number;
  /** Reserved slots that are not used yet, earliest first. */
  spareSlots: readonly Slot[];
  /** Calls that the shared state does not count yet: their batches had nothing else to write. */
  unrecorded: { readonly since: number; readonly calls: number };
}

const NOTHING_UNRECORDED = { since: 0, calls: 0 };
/** Weight of the latest attempt in the average number of calls. */
const LEARNING = 0.2;

export const newMemory = (): StoreMemory => ({
  callsPerAttempt: 2,
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

/** Adapts the average number of calls of an attempt. */
export function learnCost(memory: StoreMemory, calls: number): void {
  if (calls > 0) memory.callsPerAttempt += LEARNING * (calls - memory.callsPerAttempt);
}

/** Calls that are not recorded yet and still count. */
export const unrecordedAt = ({ unrecorded }: StoreMemory, now: number): StoreMemory['unrecorded'] =>
  now - unrecorded.since < RECENT_MS ? unrecorded : { since: now, calls: 0 };
