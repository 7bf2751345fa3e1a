import { beforeEach, describe, expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { createLimiters } from '../../src/rate-limit/limiter.ts';
import type { LimitedStore, Limiters } from '../../src/rate-limit/limiter-port.ts';
import type { StoreChange } from '../../src/rate-limit/state.ts';
import { type AttemptPlan, type AttemptResult, runAttempts } from '../support/attempts.ts';
import { createMemoryStates, type MemoryStates } from '../support/memory-states.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const store: LimitedStore = {
  name: 'tw-main',
  limits: [{ perSecond: 20, burst: 20 }],
  tokenMark: 'token-1',
};
const asking = { lowPriority: false, waitingSince: 0 };
const slowStore = { ...store, limits: [{ perSecond: 1, burst: 2 }] };
const times = (count: number, plan: AttemptPlan = {}): AttemptPlan[] =>
  Array.from({ length: count }, () => plan);

let clock: VirtualClock;
let states: MemoryStates;
let changes: StoreChange[];

beforeEach(() => {
  clock = createVirtualClock();
  states = createMemoryStates();
  changes = [];
});

/** One function: its batches share a memory. */
function openFunction(
  random = () => 0.5,
): (plans: readonly AttemptPlan[], of?: LimitedStore) => Promise<readonly AttemptResult[]> {
  const { now, sleep } = clock;
  const reportStore = (change: StoreChange): void => void changes.push(change);
  const openLimiters = createLimiters({ states, now, sleep, random, reportStore });
  return async (plans, of = store) => {
    const limiters: Limiters = openLimiters();
    const results = await runAttempts(limiters, of, plans, clock);
    await limiters.close();
    return results;
  };
}
const runBatch = (plans: readonly AttemptPlan[], of?: LimitedStore) =>
  clock.run(openFunction()(plans, of));
const callsOf = (results: readonly AttemptResult[]): readonly number[] =>
  results.flatMap(({ calls }) => calls).toSorted((a, b) => a - b);
const refusalsOf = (results: readonly AttemptResult[]): readonly WaitError[] =>
  results.flatMap(({ refused }) => refused ?? []);

describe('writes', () => {
  it.each([0, 100, 700])(
    'once for a batch of ten with two calls each, %i ms apart',
    async (latencyMs) => {
      const results = await runBatch(times(10, { latencyMs }));
      expect(callsOf(results)).toHaveLength(20);
      expect([states.writes(), states.reads()]).toEqual([1, 1]);
    },
  );

  it.each([0, 100, 700])(
    'once for one event of an idle store with calls %i ms apart',
    async (latencyMs) => {
      const [result] = await runBatch([{ latencyMs }]);
      expect(result?.calls).toHaveLength(2);
      expect(states.writes()).toBe(1);
    },
  );

  it('once for attempts that reach their first call one after the other', async () => {
    const plans = Array.from({ length: 10 }, (_, index) => ({ afterMs: index * 2 }));
    await runBatch(plans);
    expect(states.writes()).toBe(1);
  });

  it('does not let a single call wait for others', async () => {
    const startedAt = clock.now();
    const [result] = await runBatch([{ calls: 1 }]);
    expect(result?.calls).toEqual([startedAt]);
  });

  it('does not let attempts wait for one that never calls', async () => {
    const startedAt = clock.now();
    const results = await runBatch([{ calls: 1 }, { calls: 1, afterMs: 5_000 }]);
    expect((results[0]?.calls[0] ?? Infinity) - startedAt).toBeLessThan(50);
    const quietSince = clock.now();
    const quiet = await runBatch([{ calls: 1 }, { calls: 0 }]);
    expect(quiet.map(({ calls }) => calls)).toEqual([[quietSince], []]);
  });

  it('nothing when the batch made no call', async () => {
    await runBatch(times(3, { calls: 0 }));
    expect([states.writes(), states.reads()]).toEqual([0, 0]);
  });

  it('without a read while no other function writes', async () => {
    const run = openFunction();
    for (let batch = 0; batch < 5; batch++) {
      await clock.run(run([{}]));
      await clock.pass(10_000);
    }
    expect(states.writes()).toBe(5);
    expect(states.reads()).toBeLessThanOrEqual(2);
  });

  it('over the state of another function, after a read', async () => {
    const [one, other] = [openFunction(), openFunction()];
    for (const run of [one, other, one, other, one]) await clock.run(run(times(3)));
    expect(states.get('tw-main').version).toBe(5);
  });
});

describe('spare slots', () => {
  it('are used by the next batch', async () => {
    const run = openFunction();
    await clock.run(run(times(5, { first: 'read', calls: 1, latencyMs: 10 })));
    expect(states.writes()).toBe(1);
    const next = await clock.run(run(times(2, { latencyMs: 10 })));
    expect(callsOf(next)).toHaveLength(4);
    expect(states.writes()).toBe(1);
  });

  it('are not used after they have expired', async () => {
    const run = openFunction();
    await clock.run(run(times(5, { first: 'read', calls: 1, latencyMs: 10 })));
    await clock.pass(5_000);
    await clock.run(run(times(1, { calls: 1 })));
    expect(states.writes()).toBe(2);
  });

  it('are fewer when attempts turn out to need fewer calls', async () => {
    const run = openFunction();
    for (let batch = 0; batch < 8; batch++) {
      await clock.run(run(times(5, { first: 'read', calls: 1 })));
      await clock.pass(10_000);
    }
    const before = clock.now();
    await clock.run(run(times(10, { first: 'read', calls: 1 })));
    const reserved = ((states.get('tw-main').buckets[0] ?? 0) - before) / 50.5;
    expect(reserved).toBeGreaterThan(9);
    expect(reserved).toBeLessThan(14);
  });
});

describe('a busy store', () => {
  it('lets first calls wait 2 s at most, and tells the others when to return', async () => {
    const startedAt = clock.now();
    const results = await runBatch(times(10, { calls: 1 }), slowStore);
    for (const at of callsOf(results)) expect(at - startedAt).toBeLessThanOrEqual(2_030);
    const refusals = refusalsOf(results);
    expect(refusals.length).toBeGreaterThanOrEqual(7);
    expect(refusals[0]?.message).toBe("the store's rate limit has no free slot soon");
    const delays = refusals.map(({ retryAfterMs = 0 }) => retryAfterMs);
    expect(Math.min(...delays)).toBeGreaterThan(1_000);
    expect(new Set(delays).size).toBe(delays.length);
  });

  it('keeps the limit for all functions together, and nearly uses it', async () => {
    const functions = Array.from({ length: 8 }, (_, index) =>
      openFunction(() => (index + 0.5) / 8),
    );
    const begin = clock.now();
    const work = async (run: ReturnType<typeof openFunction>): Promise<readonly number[]> => {
      const calls: number[] = [];
      while (clock.now() < begin + 30_000) {
        calls.push(...callsOf(await run(times(10, { latencyMs: 300 }))));
        await clock.sleep(50);
      }
      return calls;
    };
    const calls = (await clock.run(Promise.all(functions.map(work))))
      .flat()
      .toSorted((a, b) => a - b);
    for (const [index, from] of calls.entries()) {
      for (const to of [index + 19, index + 99, index + 399]) {
        const at = calls[to] ?? Infinity;
        expect(to - index + 1).toBeLessThanOrEqual(20 + (20 * (at - from)) / 1_000);
      }
    }
    const seconds = ((calls.at(-1) ?? 0) - (calls[0] ?? 0)) / 1_000;
    expect(calls.length / seconds).toBeGreaterThan(0.95 * 20);
  });
});

describe('an attempt', () => {
  it('waits longer for its second call than for its first', async () => {
    const limits = [{ perSecond: 0.5, burst: 1 }];
    const startedAt = clock.now();
    const [result, late] = await runBatch([{}, { afterMs: 100 }], { ...store, limits });
    expect(result?.calls.map((at) => Math.floor((at - startedAt) / 1_000))).toEqual([0, 2]);
    expect(late?.refused?.message).toBe("the store's rate limit has no free slot soon");
  });

  it('of low priority gets slots only from the half of the bucket that live ones leave', async () => {
    const plan = { calls: 1 };
    const live = await runBatch(times(10, plan));
    expect(refusalsOf(live)).toEqual([]);
    await clock.pass(60_000);
    const replays = await runBatch(times(10, { ...plan, lowPriority: true }));
    expect(callsOf(replays)).toHaveLength(2);
  });
});

describe('the ledger', () => {
  it.each([
    ['a WaitError', new WaitError('the ledger cannot be reached')],
    ['a bug', new TypeError('boom')],
  ])('that answers with %s makes every attempt wait, and closing still works', async (_, error) => {
    states.breakWith(error);
    const results = await runBatch([{}, { fails: true }]);
    expect(refusalsOf(results)).toHaveLength(2);
    expect(callsOf(results)).toEqual([]);
  });

  it('that fails at closing does not fail the batch', async () => {
    const run = openFunction();
    const batch = run(times(2, { end: { kind: 'closed' }, latencyMs: 500 }));
    await clock.pass(100);
    states.breakWith(new WaitError('the ledger cannot be reached'));
    await expect(clock.run(batch)).resolves.toHaveLength(2);
    expect(changes).toEqual([]);
  });

  it('that is contended without end makes every attempt wait', async () => {
    const contended: MemoryStates = { ...states, write: () => Promise.resolve(false) };
    states = contended;
    const [refused] = refusalsOf(await runBatch([{}]));
    expect(refused?.message).toBe("too many functions write the store's rate limit at once");
  });
});

describe('a refused token', () => {
  const refusing: AttemptPlan = { calls: 1, latencyMs: 100, end: { kind: 'unauthorized' } };

  it('stops the rest of the batch', async () => {
    const results = await runBatch(times(10, refusing), {
      ...store,
      limits: [{ perSecond: 5, burst: 4 }],
    });
    expect(callsOf(results).length).toBeLessThan(3);
    expect(refusalsOf(results)).toHaveLength(10 - callsOf(results).length);
    const stopped = refusalsOf(results).filter(({ exhaustedAs }) => exhaustedAs === 'unauthorized');
    expect(stopped.length).toBeGreaterThan(1);
    for (const { message } of stopped) expect(message).not.toContain('token-1');
  });

  it('pauses the store for all functions, reports it once, and lets every attempt return after the probe', async () => {
    await runBatch([refusing]);
    expect(changes).toEqual([
      { store: 'tw-main', change: 'paused', reason: 'unauthorized', probeAt: clock.now() + 30_000 },
    ]);
    const later = await clock.run(
      Promise.all([openFunction()(times(10)), openFunction()(times(10))]),
    );
    expect(callsOf(later.flat())).toEqual([]);
    for (const { retryAfterMs = 0, exhaustedAs } of refusalsOf(later.flat())) {
      expect(retryAfterMs).toBeGreaterThan(29_000);
      expect(exhaustedAs).toBe('unauthorized');
    }
    expect(changes).toHaveLength(1);
  });

  it('leaves no spare slots', async () => {
    const run = openFunction();
    await clock.run(run([{ ...refusing, latencyMs: 1 }]));
    expect(callsOf(await clock.run(run(times(2))))).toEqual([]);
  });

  it('does not touch other stores', async () => {
    const run = openFunction();
    await clock.run(run([refusing]));
    const results = await clock.run(run([{}], { ...store, name: 'us-main' }));
    expect(callsOf(results)).toHaveLength(2);
  });

  it('is probed once by all functions together when the time has come', async () => {
    await runBatch([refusing]);
    await clock.pass(30_000);
    const fleet = times(6).map(() => openFunction());
    const results = await clock.run(Promise.all(fleet.map((run) => run(times(10, refusing)))));
    expect(callsOf(results.flat())).toHaveLength(1);
    expect(states.get('tw-main').pause?.gapMs).toBe(60_000);
    expect(changes).toHaveLength(1);
  });

  it('is forgotten when a new one works, which is probed at once', async () => {
    const run = openFunction();
    await clock.run(run([refusing]));
    const fresh = { ...store, tokenMark: 'token-2' };
    const results = await clock.run(run(times(10), fresh));
    expect(results.filter(({ calls }) => calls.length > 0)).toHaveLength(1);
    expect(refusalsOf(results)[0]?.message).toContain('the store is paused');
    expect(changes.map(({ change, reason }) => `${change} ${reason}`)).toEqual([
      'paused unauthorized',
      'resumed unauthorized',
    ]);
    expect(callsOf(await clock.run(run(times(10), fresh)))).toHaveLength(20);
  });

  it('stops later attempts without reading the ledger', async () => {
    const results = await runBatch([refusing, { calls: 1, afterMs: 5_000 }]);
    expect(refusalsOf(results)[0]?.exhaustedAs).toBe('unauthorized');
    expect(states.writes()).toBe(2);
  });

  it('stays paused when the new one is refused as well', async () => {
    const run = openFunction();
    await clock.run(run([refusing]));
    const fresh = { ...store, tokenMark: 'token-2' };
    await clock.run(run([refusing], fresh));
    expect(callsOf(await clock.run(run(times(3), fresh)))).toEqual([]);
    expect(changes).toHaveLength(1);
  });
});

describe('a failing store', () => {
  it('is paused when most of ten calls have failed, and resumes after a probe that went well', async () => {
    const run = openFunction();
    await clock.run(run(times(5, { fails: true })));
    expect(changes).toMatchObject([{ change: 'paused', reason: 'failing' }]);
    await clock.pass(30_000);
    await clock.run(run([{ fails: true }]));
    expect(changes).toHaveLength(1);
    await clock.pass(60_000);
    await clock.run(run([{}]));
    expect(changes[1]).toMatchObject({ change: 'resumed', reason: 'failing' });
    expect(callsOf(await clock.run(run(times(3))))).toHaveLength(6);
  });

  it('is not excused by what went well an hour ago', async () => {
    const run = openFunction();
    for (let batch = 0; batch < 10; batch++) await clock.run(run(times(10)));
    await clock.pass(3_600_000);
    await clock.run(run(times(5, { fails: true })));
    expect(changes).toHaveLength(1);
  });

  it('is judged by quiet batches of the same minute, too', async () => {
    const run = openFunction();
    await clock.run(run(times(1)));
    await clock.run(run(times(4, { fails: true })));
    expect(changes).toMatchObject([{ change: 'paused', reason: 'failing' }]);
  });

  it('is judged by each quiet batch once', async () => {
    const run = openFunction();
    await clock.run(run(times(1)));
    await clock.run(run([{ calls: 1, fails: true }]));
    await clock.run(run(times(3, { fails: true })));
    expect(states.get('tw-main').recent).toMatchObject({ calls: 9, failures: 7 });
  });

  it('is excused by what went well within the minute', async () => {
    const run = openFunction();
    for (let batch = 0; batch < 3; batch++) await clock.run(run(times(10)));
    await clock.run(run(times(5, { fails: true })));
    expect(changes).toEqual([]);
  });

  it('is not resumed by a probe that made no call', async () => {
    const run = openFunction();
    await clock.run(run([{ calls: 1, end: { kind: 'closed' } }]));
    await clock.pass(30_000);
    const limiters = createLimiters({
      ...clock,
      states,
      random: () => 0.5,
      reportStore: (change) => void changes.push(change),
    })();
    await clock.run(limiters.permit(store, asking).waitForSlot());
    await limiters.close();
    expect(changes).toHaveLength(1);
    expect(states.get('tw-main').pause).toBeDefined();
  });
});

describe('a 429', () => {
  it('with a Retry-After stops the batch and makes all functions wait that long', async () => {
    const throttled: AttemptPlan = { calls: 1, end: { kind: 'throttled', retryAfterMs: 9_000 } };
    const plans = [throttled, ...times(5, { calls: 1, afterMs: 600 })];
    const results = await runBatch(plans, slowStore);
    expect(callsOf(results)).toHaveLength(1);
    expect(refusalsOf(results)).toHaveLength(5);
    for (const { message, retryAfterMs } of refusalsOf(results)) {
      expect([message, retryAfterMs]).toEqual([
        'the shop limits our calls and asked for a delay',
        9_000,
      ]);
    }
    const next = await runBatch(times(3), slowStore);
    expect(callsOf(next)).toEqual([]);
    expect(
      Math.min(...refusalsOf(next).map(({ retryAfterMs = 0 }) => retryAfterMs)),
    ).toBeGreaterThan(7_000);
    expect(changes).toEqual([]);
  });

  it('without one lets the batch go on, and lowers the pace', async () => {
    const results = await runBatch([{ calls: 1, end: { kind: 'throttled' } }, ...times(3)]);
    expect(callsOf(results)).toHaveLength(7);
    expect(states.get('tw-main').slow?.factor).toBe(0.8);
  });
});
