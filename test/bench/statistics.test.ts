import { describe, expect, it } from 'vitest';
import { median, percentile, spread } from '../../bench/statistics.ts';

describe('median', () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [9, 1, 5], middle: 5 },
    { values: [10, 2, 4, 100], middle: 7 },
    { values: [11, 9, 100, 10, 2], middle: 10 },
  ])('of $values is $middle, in any order', ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it('of no values is NaN', () => {
    expect(median([])).toBeNaN();
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it.each([
    { share: 0.99, value: 99 },
    { share: 0.5, value: 50 },
    { share: 1, value: 100 },
    { share: 0, value: 1 },
  ])('$share of 1 … 100 are at most $value', ({ share, value }) => {
    expect(percentile(hundred, share)).toBe(value);
  });
});

it('the spread shows how busy the machine was', () => {
  expect(spread([100, 101, 99, 100])).toBeCloseTo(0.01);
  expect(spread([100, 300, 50, 200])).toBeGreaterThan(0.5);
});
