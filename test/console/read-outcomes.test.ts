import { describe, expect, it } from 'vitest';
import { countOutcomes, readOutcomes } from '../../src/console/read-outcomes.ts';
import type { LogQuery } from '../../src/telemetry/logs-port.ts';

const MINUTE = 60_000;

describe('outcomes in the log', () => {
  const line = (store: string | undefined, outcome: string) =>
    JSON.stringify({ message: 'signup', store, outcome });

  it('counts attempts per store, and no other line', () => {
    const lines = [
      line('b', 'created'),
      line('a', 'updated'),
      line('b', 'created'),
      line(undefined, 'dead_lettered'),
      JSON.stringify({ message: 'store paused', store: 'a', outcome: 'created' }),
      'outcome of no JSON',
      'null',
    ];
    expect(countOutcomes(lines)).toEqual([
      { counts: { dead_lettered: 1 } },
      { store: 'a', counts: { updated: 1 } },
      { store: 'b', counts: { created: 2 } },
    ]);
  });

  it('reads each log line once, latest first, and says where it stopped', async () => {
    const asked: LogQuery[] = [];
    const to = 24 * 60 * MINUTE;
    const read = async (linesEach: number, msEach: number) => {
      let now = 0;
      asked.length = 0;
      const logs = {
        find: async (query: LogQuery) => {
          asked.push(query);
          now += msEach;
          const text = line('a', 'created');
          return Array.from({ length: linesEach }, () => ({
            source: 'consume' as const,
            at: 0,
            text,
          }));
        },
      };
      return readOutcomes(0, to, { logs, now: () => now });
    };
    const all = await read(1, 1);
    expect(all.onlySince).toBeUndefined();
    expect(asked[0]?.until).toBe(to);
    expect(asked.at(-1)?.from).toBe(0);
    const gaps = asked.slice(1).map(({ until: end }, at) => (asked[at]?.from ?? 0) - end);
    expect(new Set(gaps)).toEqual(new Set([1]));
    expect(all.stores).toEqual([{ store: 'a', counts: { created: asked.length } }]);
    const busy = await read(20_000, 1);
    expect([busy.onlySince, asked.length]).toEqual([to - 15 * MINUTE, 3]);
    const slow = await read(1, 6_000);
    expect([slow.onlySince, asked.length]).toEqual([to - 15 * MINUTE, 2]);
  });

  it('holds no more lines than its limit, however many a slice of the log has', async () => {
    const to = 24 * 60 * MINUTE;
    let most = 0;
    // 40 attempts a second, but none in the last four minutes.
    const end = to - 4 * MINUTE;
    const logs = {
      find: async ({ from, until, limit = Infinity }: LogQuery) => {
        const count = Math.max(0, Math.floor((Math.min(until, end) - from) / 25));
        most = Math.max(most, Math.min(count, limit));
        return Array.from({ length: Math.min(count, limit) }, () => ({
          source: 'consume' as const,
          at: 0,
          text: line('a', 'created'),
        }));
      },
    };
    const { stores, onlySince = 0 } = await readOutcomes(0, to, { logs, now: () => 0 });
    expect(most).toBeLessThanOrEqual(50_000);
    const counted = stores[0]?.counts['created'] ?? 0;
    // Each attempt since then, and no other.
    expect(Math.abs(counted - (end - onlySince) / 25)).toBeLessThan(10);
    expect(counted).toBeGreaterThan(25_000);
  });
});
