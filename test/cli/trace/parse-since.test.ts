import { describe, expect, it } from 'vitest';
import { parseSince } from '../../../src/cli/trace/trace-commands.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';

const NOW = Date.parse('2026-09-15T03:20:00Z');

describe('parseSince', () => {
  it.each([
    ['30m', '2026-09-15T02:50:00Z'],
    ['12h', '2026-09-14T15:20:00Z'],
    ['7d', '2026-09-08T03:20:00Z'],
    ['2026-09-01', '2026-09-01T00:00:00Z'],
    ['2026-09-01T08:00:00+08:00', '2026-09-01T00:00:00Z'],
  ])('reads %s', (text, time) => {
    expect(parseSince(text, NOW)).toBe(Date.parse(time));
  });

  it.each(['', '7', '7w', '-7d', '7d ago', 'yesterday', '2026-13-01'])('refuses %j', (text) => {
    expect(() => parseSince(text, NOW)).toThrow(UsageError);
  });
});
