import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOfMilliseconds, timeOfSeconds, timeOfText } from '../../../src/sources/read/times.ts';

describe('a time of a tool', () => {
  it.each([
    [1_789_442_400, '2026-09-15T03:20:00.000Z'],
    ['1789442400', '2026-09-15T03:20:00.000Z'],
    ['1789442400.5', '2026-09-15T03:20:00.500Z'],
    [1e300, undefined],
    [-1, undefined],
    ['soon', undefined],
    [null, undefined],
  ])('in seconds: %j', (value, expected) => {
    expect(timeOfSeconds(value)).toBe(expected);
  });

  it.each([
    [1_789_442_400_123, '2026-09-15T03:20:00.123Z'],
    ['1789442400123', '2026-09-15T03:20:00.123Z'],
    [Number.NaN, undefined],
    ['', undefined],
  ])('in milliseconds: %j', (value, expected) => {
    expect(timeOfMilliseconds(value)).toBe(expected);
  });

  it.each([
    ['2026-09-15T03:20:00Z', undefined, '2026-09-15T03:20:00Z'],
    ['2026-09-15T03:20:00+0800', undefined, '2026-09-15T03:20:00+08:00'],
    ['2026-09-15T03:20:00-05', undefined, '2026-09-15T03:20:00-05:00'],
    ['2026-09-15T03:20:00.123456789Z', undefined, '2026-09-15T03:20:00.123456789Z'],
    ['Tue, 14 Apr 2026 03:50:12 GMT', 'Asia/Taipei', '2026-04-14T03:50:12.000Z'],
    ['2026-09-15 03:20:00', undefined, '2026-09-15T03:20:00Z'],
    ['2026-09-15 03:20:00.25', 'Asia/Taipei', '2026-09-14T19:20:00.25Z'],
    ['2026/9/15 3:20', 'Asia/Taipei', '2026-09-14T19:20:00Z'],
    ['2026-07-01 12:00:00', 'America/New_York', '2026-07-01T16:00:00Z'],
    ['2026-12-01 12:00:00', 'America/New_York', '2026-12-01T17:00:00Z'],
    ['2026-09-15 03:20:00', 'Nowhere/At_All', '2026-09-15T03:20:00Z'],
  ])('in words: %s in %s', (text, zone, expected) => {
    expect(timeOfText(text, zone)).toBe(expected);
  });

  it.each([
    '2026-02-31 00:00:00',
    '2026-02-31T00:00:00Z',
    '2026-09-15T25:00:00Z',
    '2026-09-15T03:20:00+99:00',
    '2026-09-15',
    'yesterday',
    '',
    7,
  ])('is left out rather than guessed: %j', (value) => {
    expect(timeOfText(value)).toBeUndefined();
  });

  it('of a zone comes back as the same wall clock', () => {
    const zones = fc.constantFrom('Asia/Taipei', 'America/New_York', 'Asia/Kolkata', 'UTC');
    const hours = fc.integer({ min: 0, max: 24 * 365 * 40 });
    fc.assert(
      fc.property(zones, hours, (timeZone, hour) => {
        const instant = new Date(Date.UTC(2000, 0, 1, hour));
        const wall = new Intl.DateTimeFormat('sv', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
        });
        const read = timeOfText(wall.format(instant), timeZone);
        expect(wall.format(new Date(read ?? ''))).toBe(wall.format(instant));
      }),
    );
  });
});
