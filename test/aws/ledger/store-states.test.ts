import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { createLimiters } from '../../../src/rate-limit/limiter.ts';
import { NEW_STORE, type StoreState, type StoreStates } from '../../../src/rate-limit/state.ts';
import { type AttemptResult, runAttempts } from '../../support/attempts.ts';
import { openLocalTable, openTable, type OpenTable } from '../../support/local-table.ts';

let open: OpenTable;
let states: StoreStates;

beforeAll(async () => {
  open = await openTable();
  states = createStoreStates({ table: open.table, now: Date.now, newMark: randomUUID });
});
afterAll(() => open.close());

const state: StoreState = {
  version: 1,
  buckets: [1_795_334_400_290.0654],
  plannedUntil: 5,
  slow: { factor: 0.8, since: 1 },
  recent: { since: 1, calls: 2, failures: 1 },
  pause: { reason: 'closed', probeAt: 9, gapMs: 30_000, tokenMarks: ['mark'] },
};

it('returns a new state for an unknown store', async () => {
  expect(await states.read('unknown')).toEqual(NEW_STORE);
});

it('reads what was written, also after a smaller write', async () => {
  expect(await states.write('a', state, 0)).toBe(true);
  expect(await states.read('a')).toEqual(state);
  const { pause: _, ...resumed } = { ...state, version: 2 };
  expect(await states.write('a', resumed, 1)).toBe(true);
  expect(await states.read('a')).toEqual(resumed);
  expect(await states.read('b')).toEqual(NEW_STORE);
});

it('writes only over the version that was read', async () => {
  await states.write('c', { ...state, version: 1 }, 0);
  expect(await states.write('c', { ...state, version: 1, plannedUntil: 99 }, 0)).toBe(false);
  expect(await states.write('c', { ...state, version: 3, plannedUntil: 99 }, 2)).toBe(false);
  expect((await states.read('c')).plannedUntil).toBe(5);
});

it('accepts one of many parallel writes', async () => {
  const writes = Array.from({ length: 10 }, (_, index) =>
    states.write('d', { ...state, plannedUntil: index }, 0),
  );
  const won = await Promise.all(writes);
  expect(won.filter(Boolean)).toHaveLength(1);
  expect((await states.read('d')).plannedUntil).toBe(won.indexOf(true));
});

it('rejects with WaitError when the ledger cannot be reached', async () => {
  const table = openLocalTable({ ...open.dynamoDb, endpoint: 'http://127.0.0.1:1' });
  const lost = createStoreStates({ table, now: Date.now, newMark: randomUUID });
  await expect(lost.read('a')).rejects.toBeInstanceOf(WaitError);
  await expect(lost.write('a', state, 0)).rejects.toBeInstanceOf(WaitError);
});

it('keeps the rate limit with eight parallel functions, and refuses none because of write conflicts', async () => {
  const limit = { perSecond: 100, burst: 80 };
  const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) };
  const runFunction = async (): Promise<readonly AttemptResult[]> => {
    const openLimiters = createLimiters({
      ...clock,
      states,
      random: Math.random,
      reportStore: () => undefined,
    });
    const results: AttemptResult[] = [];
    for (let batch = 0; batch < 4; batch++) {
      const limiters = openLimiters();
      const plans = Array.from({ length: 5 }, () => ({ latencyMs: 5 }));
      const store = { name: 'busy', limits: [limit], tokenMark: 'mark' };
      results.push(...(await runAttempts(limiters, store, plans, clock)));
      await limiters.close();
    }
    return results;
  };
  const results = (await Promise.all(Array.from({ length: 8 }, runFunction))).flat();
  const refusals = results.flatMap(({ refused }) => refused?.message ?? []);
  expect(new Set(refusals)).toEqual(
    refusals.length > 0 ? new Set(["the store's rate limit has no free slot soon"]) : new Set(),
  );
  const calls = results.flatMap((each) => each.calls).toSorted((a, b) => a - b);
  expect(calls.length).toBeGreaterThan(100);
  for (const [index, from] of calls.entries()) {
    for (const [more, at] of calls.slice(index).entries()) {
      expect(more + 1).toBeLessThanOrEqual(limit.burst + (limit.perSecond * (at - from)) / 1_000);
    }
  }
});
