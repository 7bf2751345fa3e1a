import { describe, expect, it } from 'vitest';
import {
  AXIS_STEPS,
  axisClock,
  axisTime,
  clock,
  dateAndClock,
} from '../../src/console/page/format.ts';

describe('the labels of an axis', () => {
  it.each(AXIS_STEPS.time)('are each there once: lengths of time %d ms apart', (step) => {
    const labels = Array.from({ length: 12 }, (_, at) => axisTime(at * step, step));
    expect(new Set(labels).size).toBe(labels.length);
    // As they stand: a rounded label would be beside the wrong line.
    for (const label of labels) expect(label).toMatch(/^\d+ (?:s|min|h|d)$/);
  });

  it.each([1, 5, 15, 30, 60, 300, 3_600])('are each there once: times %d s apart', (step) => {
    const start = Date.parse('2026-11-22T03:00:00Z') / 1_000;
    const labels = Array.from({ length: 12 }, (_, at) => axisClock(start + at * step, step));
    expect(new Set(labels).size).toBe(labels.length);
  });
});

it('shows times with their zone', () => {
  const at = Date.parse('2026-11-22T03:04:05Z');
  for (const text of [clock(at), dateAndClock(at)]) {
    expect(text).toMatch(/\d\d:\d\d:05 (?:UTC|GMT|[A-Z]{3,4})(?:[+-][\d:]+)?$/);
  }
});
