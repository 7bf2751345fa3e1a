import { RECENT_MS } from './circuit-breaker.ts';
import type { Remembered } from './update-state.ts';
import type { Slot } from './slots.ts';

/** What a function remembers of a store from batch to batch. */
export interface StoreMemory extends Remembered {
  callsPerAttempt: number;
  /** Turns that were reserved and not used yet, earliest first. */
  spareSlots: readonly Slot[];
  /** Calls of batches that had nothing to tell. */
  unrecorded: { readonly since: number; readonly calls: number };
}

const NOTHING_UNRECORDED = { since: 0, calls: 0 };
/** Weight of the latest attempt in what attempts cost. */
const LEARNING = 0.2;

export const newMemory = (): StoreMemory => ({
  callsPerAttempt: 2,
  spareSlots: [],
  state: undefined,
  isAlone: false,
  unrecorded: NOTHING_UNRECORDED,
});

/** The next turn that can still be used, which is then used. */
export function takeSpareSlot(memory: StoreMemory, now: number): Slot | undefined {
  const [first, ...others] = memory.spareSlots.filter(({ expires }) => expires > now);
  memory.spareSlots = others;
  return first;
}

/** Drops what was reserved at the old pace, or before a pause; the calls are about to be written down. */
export function startAnew(memory: StoreMemory): void {
  memory.spareSlots = [];
  memory.unrecorded = NOTHING_UNRECORDED;
}

export function addSpareSlots(memory: StoreMemory, slots: readonly Slot[]): void {
  memory.spareSlots = [...memory.spareSlots, ...slots].toSorted((a, b) => a.start - b.start);
}

/** Learns what attempts cost. */
export function learnCost(memory: StoreMemory, calls: number): void {
  if (calls > 0) memory.callsPerAttempt += LEARNING * (calls - memory.callsPerAttempt);
}

/** Calls that nobody has written down yet, as far as they still count. */
export const unrecordedAt = ({ unrecorded }: StoreMemory, now: number): StoreMemory['unrecorded'] =>
  now - unrecorded.since < RECENT_MS ? unrecorded : { since: now, calls: 0 };
