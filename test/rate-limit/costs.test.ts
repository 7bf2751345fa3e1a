import { describe, expect, it } from 'vitest';
import {
  type Costs,
  FIRST_COSTS,
  type FirstCall,
  learnCost,
  plannedCalls,
  slotsFor,
} from '../../src/rate-limit/costs.ts';

type Ended = readonly [first: FirstCall, calls: number];

const after = (attempts: readonly Ended[]): Costs =>
  attempts.reduce((costs, [first, calls]) => learnCost(costs, first, calls), FIRST_COSTS);
const several = <T>(count: number, one: T): readonly T[] =>
  Array.from({ length: count }, () => one);
/** Slots of one attempt while others wait for their return, and while none does. */
const slotsOfOne = (first: FirstCall, costs: Costs): readonly number[] =>
  [true, false].map((isCrowded) => slotsFor([first], costs, isCrowded));

describe('the slots of an attempt', () => {
  it('are two where it begins with a read, else one', () => {
    expect(slotsOfOne('read', FIRST_COSTS)).toEqual([2, 2]);
    expect(slotsOfOne('other', FIRST_COSTS)).toEqual([1, 1]);
    expect(slotsFor(['read', 'other', 'other'], FIRST_COSTS, true)).toBe(4);
    expect(slotsFor([], FIRST_COSTS, true)).toBe(0);
  });

  it('are fewer while others wait, as soon as one attempt needed fewer', () => {
    expect(slotsOfOne('read', after([['read', 1]]))).toEqual([1, 2]);
    expect(slotsOfOne('read', after(several(5, ['read', 1])))).toEqual([1, 1]);
  });

  it('are more while others wait only after many attempts that all needed more', () => {
    expect(slotsOfOne('other', after(several(20, ['other', 2])))).toEqual([1, 2]);
    expect(slotsOfOne('other', after(several(25, ['other', 2])))).toEqual([2, 2]);
    const mixed = several<readonly Ended[]>(50, [
      ['other', 2],
      ['other', 4],
      ['other', 1],
    ]).flat();
    expect(slotsFor(several(10, 'other'), after(mixed), true)).toBe(10);
    expect(slotsFor(several(10, 'other'), after(mixed), false)).toBeGreaterThan(15);
  });

  it('are learnt for each first call alone, and not from an attempt without a call', () => {
    expect(after([['other', 3]]).read).toEqual(FIRST_COSTS.read);
    expect(after([['read', 0]])).toEqual(FIRST_COSTS);
  });
});

describe('the planned calls of attempts', () => {
  it('are the least ones, and never more than at first', () => {
    expect(plannedCalls(['read', 'other'], FIRST_COSTS)).toEqual([2, 1]);
    expect(plannedCalls(['read', 'other'], after(several(50, ['other', 4])))).toEqual([2, 1]);
    expect(plannedCalls(['read', 'other'], after([['read', 1]]))).toEqual([1, 1]);
  });
});
