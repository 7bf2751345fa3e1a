import { describe, expect, it } from 'vitest';
import { FIRST_COSTS, learnCost } from '../../src/rate-limit/costs.ts';
import {
  addSpareSlots,
  dropReserved,
  newMemory,
  takeSpareSlot,
  unrecordedAt,
} from '../../src/rate-limit/waiting-line.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const aSlot = (afterMs: number) => ({ start: NOW + afterMs, expires: NOW + afterMs + 750 });

describe('what a function remembers of a store', () => {
  it('is empty at first: no slots, no calls, no state', () => {
    expect(newMemory()).toEqual({
      costs: FIRST_COSTS,
      spareSlots: [],
      state: undefined,
      isAlone: false,
      unrecorded: { since: 0, calls: 0 },
    });
  });

  it('are its spare slots: the earliest is used first, from any reservation', () => {
    const memory = newMemory();
    addSpareSlots(memory, [aSlot(100), aSlot(300)]);
    addSpareSlots(memory, [aSlot(0), aSlot(200)]);
    const used = [0, 1, 2, 3, 4].map(() => takeSpareSlot(memory, NOW)?.start);
    expect(used).toEqual([NOW, NOW + 100, NOW + 200, NOW + 300, undefined]);
  });

  it('are no slots that expire at this moment', () => {
    const memory = newMemory();
    addSpareSlots(memory, [aSlot(0), aSlot(1)]);
    expect(takeSpareSlot(memory, NOW + 750)).toEqual(aSlot(1));
    addSpareSlots(memory, [aSlot(0)]);
    expect(takeSpareSlot(memory, NOW + 750)).toBeUndefined();
  });

  it('are unrecorded calls, for a minute', () => {
    const memory = { ...newMemory(), unrecorded: { since: NOW, calls: 7 } };
    expect(unrecordedAt(memory, NOW + 59_999)).toEqual({ since: NOW, calls: 7 });
    expect(unrecordedAt(memory, NOW + 60_000)).toEqual({ since: NOW + 60_000, calls: 0 });
  });

  it('is only what attempts cost and the state after reserved slots are dropped', () => {
    const kept = { ...newMemory(), isAlone: true, costs: learnCost(FIRST_COSTS, 'read', 3) };
    const memory = { ...kept, unrecorded: { since: NOW, calls: 7 } };
    addSpareSlots(memory, [aSlot(0)]);
    dropReserved(memory);
    expect(memory).toEqual(kept);
  });
});
