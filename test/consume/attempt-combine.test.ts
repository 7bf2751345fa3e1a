import { describe, expect, it } from 'vitest';
import { combineResults } from '../../src/consume/attempt.ts';
import { dead, later } from '../support/settlements.ts';

const created = { outcome: 'created', customerId: 'c-1', unheld: [] } as const;
const skipped = { outcome: 'skipped', why: 'a merge' } as const;
const crash = { action: 'crash', why: 'TypeError' } as const;

describe('a message with several signups', () => {
  it('is done when all of them are', () => {
    expect(combineResults([created, skipped])).toBeUndefined();
    expect(combineResults([])).toBeUndefined();
  });

  it('stays on the queue as soon as one of them crashes', () => {
    expect(combineResults([later(), dead(), crash, created])).toBe(crash);
  });

  it('waits as long as its longest wait, and counts the most attempts', () => {
    const [short, long] = [
      later({ delayMs: 2_000, attempts: 7, why: 'busy' }),
      later({ delayMs: 9_000, attempts: 3, why: 'asked to wait' }),
    ];
    const expected = { action: 'postpone', delayMs: 9_000, attempts: 7, why: 'asked to wait' };
    expect(combineResults([short, long])).toEqual(expected);
    expect(combineResults([long, short])).toEqual(expected);
  });

  it('waits for one that can still succeed before another makes it a dead letter', () => {
    const wait = later({ attempts: 1 });
    expect(combineResults([dead({ attempts: 5 }), created, wait])).toEqual(wait);
  });

  it('becomes the dead letter of the first that cannot succeed, and says how many there are', () => {
    const first = dead({ attempts: 2, reason: 'rejected', detail: 'no such field' });
    const second = dead({ attempts: 6, reason: 'invalid_signup', detail: 'no e-mail' });
    expect(combineResults([created, first, second])).toEqual({
      action: 'deadLetter',
      reason: 'rejected',
      attempts: 6,
      detail: '2 of 3 signups in this delivery: no such field',
    });
  });

  it('that holds only one keeps its result', () => {
    const only = dead();
    expect(combineResults([only])).toBe(only);
  });
});
