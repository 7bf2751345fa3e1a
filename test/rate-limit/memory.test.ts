import { describe, expect, it } from 'vitest';
import {
  addSpareSlots,
  learnCost,
  newMemory,
  dropReserved,
  takeSpareSlot,
  unrecordedAt,
} from '../../src/rate-limit/memory.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const aSlot = (afterMs: number) => ({ start: NOW + afterMs, expires: NOW + afterMs + 750 });

describe('what a function remembers of a store', () => {
  it('is nothing at first: no turns, no calls, no state, and nobody to be alone with', () => {
    expect(newMemory()).toEqual({
      callsPerAttempt: 2,
      spareSlots: [],
      state: undefined,
      isAlone: false,
      unrecorded: { since: 0, calls: 0 },
    });
  });

  it('are its turns, of which the earliest is used first, whoever reserved it', () => {
    const memory = newMemory();
    addSpareSlots(memory, [aSlot(100), aSlot(300)]);
    addSpareSlots(memory, [aSlot(0), aSlot(200)]);
    const used = [0, 1, 2, 3, 4].map(() => takeSpareSlot(memory, NOW)?.start);
    expect(used).toEqual([NOW, NOW + 100, NOW + 200, NOW + 300, undefined]);
  });

  it('are no turns that run out this very moment', () => {
    const memory = newMemory();
    addSpareSlots(memory, [aSlot(0), aSlot(1)]);
    expect(takeSpareSlot(memory, NOW + 750)).toEqual(aSlot(1));
    addSpareSlots(memory, [aSlot(0)]);
    expect(takeSpareSlot(memory, NOW + 750)).toBeUndefined();
  });

  it('are calls that nobody wrote down, for a minute', () => {
    const memory = { ...newMemory(), unrecorded: { since: NOW, calls: 7 } };
    expect(unrecordedAt(memory, NOW + 59_999)).toEqual({ since: NOW, calls: 7 });
    expect(unrecordedAt(memory, NOW + 60_000)).toEqual({ since: NOW + 60_000, calls: 0 });
  });

  it('is what attempts cost, slowly; one that called nobody teaches nothing', () => {
    const memory = newMemory();
    learnCost(memory, 0);
    expect(memory.callsPerAttempt).toBe(2);
    learnCost(memory, 7);
    expect(memory.callsPerAttempt).toBe(3);
  });

  it('is only the cost and the state when the fleet is told something new', () => {
    const memory = { ...newMemory(), isAlone: true, unrecorded: { since: NOW, calls: 7 } };
    addSpareSlots(memory, [aSlot(0)]);
    dropReserved(memory);
    expect(memory).toEqual({ ...newMemory(), isAlone: true });
  });
});
