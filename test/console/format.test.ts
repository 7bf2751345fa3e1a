import { describe, expect, it } from 'vitest';
import { duration } from '../../src/cli/output/format.ts';
import { ago, timeLeft } from '../../src/console/page/format.ts';

const NOW = Date.parse('2026-09-15T03:20:00Z');

describe('times on the page', () => {
  it.each([0, 850, 2_390, 15 * 60_000, 47.5 * 3_600_000, 13.9 * 86_400_000])(
    'of %i ms read as the commands print them',
    (ms) => {
      expect(ago(NOW - ms, NOW)).toBe(`${duration(ms)} ago`);
      expect(timeLeft(NOW + ms, NOW)).toBe(ms === 0 ? 'expired' : `in ${duration(ms)}`);
    },
  );
});
