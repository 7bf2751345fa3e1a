import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/http/retry-after.ts';

const DATE = 'Sun, 22 Nov 2026 03:04:05 GMT';

it.each([
  ['seconds', '7', undefined, 7_000],
  ['seconds with spaces around them', ' 7 ', undefined, 7_000],
  ['no wait at all', '0', undefined, 0],
  ['more than an hour, cut', '86400', undefined, 3_600_000],
  [
    'a date, measured against the date of the answer',
    'Sun, 22 Nov 2026 03:04:35 GMT',
    DATE,
    30_000,
  ],
  ['a date that has passed', 'Sun, 22 Nov 2026 03:00:00 GMT', DATE, 0],
  ['a date far away, cut', 'Mon, 22 Nov 2027 03:04:05 GMT', DATE, 3_600_000],
  ['a date without a clock to measure by', 'Sun, 22 Nov 2026 03:04:35 GMT', undefined, undefined],
  ['a date after other words', 'about Sun, 22 Nov 2026 03:04:35 GMT', DATE, undefined],
  ['a date in another zone', 'Sun, 22 Nov 2026 03:04:35 GMT+0100', DATE, undefined],
  ['nothing', undefined, DATE, undefined],
  ['an empty header', ' ', DATE, undefined],
  ['a negative number', '-5', DATE, undefined],
  ['a fraction', '1.5', DATE, undefined],
  ['words', 'soon', DATE, undefined],
])('reads %s', (_, header, date, expected) => {
  expect(parseRetryAfter(header, date)).toBe(expected);
});
