import { expect, it } from 'vitest';
import { createLeakyBuckets, type BucketLimit } from '../../../src/local/sandbox/leaky-buckets.ts';

/** Number of admitted requests, of `tries` at each time. */
function admitted(
  limits: readonly BucketLimit[],
  times: readonly number[],
  tries: number,
): number[] {
  let now = 0;
  const admits = createLeakyBuckets(
    () => limits,
    () => now,
  );
  return times.map((time) => {
    now = time;
    return Array.from({ length: tries }, () => admits()).filter(Boolean).length;
  });
}

it.each<[string, readonly BucketLimit[], readonly number[]]>([
  ['without limits everything passes', [], [100, 100, 100]],
  ['a burst passes, then what leaks', [{ perSecond: 2, burst: 40 }], [40, 1, 2]],
  ['a whole bucket leaks in time', [{ perSecond: 40, burst: 20 }], [20, 20, 20]],
  [
    'the fuller bucket decides',
    [
      { perSecond: 2, burst: 40 },
      { perSecond: 1, burst: 5 },
    ],
    [5, 0, 1],
  ],
])('%s', (_, limits, passed) => {
  expect(admitted(limits, [0, 500, 1_500], 100)).toEqual(passed);
});

it('refused requests fill no bucket', () => {
  expect(admitted([{ perSecond: 1, burst: 1 }], [0, 1_000, 2_000], 50)).toEqual([1, 1, 1]);
});

it('starts with empty buckets when the limits change', () => {
  let limits = [{ perSecond: 1, burst: 1 }];
  const admits = createLeakyBuckets(
    () => limits,
    () => 0,
  );
  expect([admits(), admits()]).toEqual([true, false]);
  limits = [{ perSecond: 1, burst: 1 }];
  expect([admits(), admits()]).toEqual([true, false]);
});
