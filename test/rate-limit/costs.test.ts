import { describe, expect, it } from 'vitest';
import {
  type Costs,
  type FirstCall,
  LEAST_CALLS,
  learnCost,
  slotsFor,
} from '../../src/rate-limit/costs.ts';

const after = (attempts: readonly (readonly [FirstCall, number])[]): Costs =>
  attempts.reduce((costs, [first, calls]) => learnCost(costs, first, calls), LEAST_CALLS);
const several = <T>(count: number, one: T): readonly T[] =>
  Array.from({ length: count }, () => one);

describe('the slots of an attempt', () => {
  it('are two where it begins with a read, else one', () => {
    expect(slotsFor(['read', 'other', 'other'], LEAST_CALLS)).toBe(4);
    expect(slotsFor([], LEAST_CALLS)).toBe(0);
  });

  it('are fewer as soon as one attempt needed fewer', () => {
    expect(slotsFor(['read'], after([['read', 1]]))).toBe(1);
  });

  it('are more only after many attempts that all needed more', () => {
    expect(slotsFor(['other'], after(several(20, ['other', 2] as const)))).toBe(1);
    expect(slotsFor(['other'], after(several(25, ['other', 2] as const)))).toBe(2);
    const mixed = several(50, [
      ['other', 2],
      ['other', 4],
      ['other', 1],
    ] as const).flat();
    expect(slotsFor(several(10, 'other'), after(mixed))).toBe(10);
  });

  it('are learnt for each first call alone, and not from an attempt without a call', () => {
    expect(after([['other', 3]]).read).toBe(2);
    expect(after([['read', 0]])).toEqual(LEAST_CALLS);
  });
});
