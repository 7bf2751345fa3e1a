import { expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { createLimiters, createLimiter } from '../../src/rate-limit/limiter.ts';
import type { LimitedStore } from '../../src/rate-limit/limiter-port.ts';
import type { StoreChange } from '../../src/rate-limit/state.ts';
import { newMemory } from '../../src/rate-limit/waiting-line.ts';
import { runAttempts } from '../support/attempts.ts';
import { createMemoryStates } from '../support/memory-states.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const storeOf = (name: string): LimitedStore => ({
  name,
  limits: [{ perSecond: 20, burst: 20 }],
  tokenMark: 'token-1',
});

function openAll() {
  const clock = createVirtualClock();
  const states = createMemoryStates();
  const changes: StoreChange[] = [];
  const openLimiters = createLimiters({
    ...clock,
    states,
    random: () => 0.5,
    reportStore: (change) => void changes.push(change),
  });
  return { clock, states, changes, openLimiters };
}

it('has one limiter per store and batch', async () => {
  const { clock, states, openLimiters } = openAll();
  const limiters = openLimiters();
  await clock.run(
    Promise.all(['a', 'b', 'a'].map((name) => runAttempts(limiters, storeOf(name), [{}], clock))),
  );
  expect([states.get('a').version, states.get('b').version, states.writes()]).toEqual([1, 1, 2]);
});

it('remembers the calls per attempt of a store from batch to batch', async () => {
  const { clock, states, openLimiters } = openAll();
  for (let batch = 0; batch < 40; batch++) {
    await clock.run(runAttempts(openLimiters(), storeOf('a'), [{ calls: 5, latencyMs: 5 }], clock));
    await clock.pass(10_000);
  }
  const before = states.writes();
  await clock.run(runAttempts(openLimiters(), storeOf('a'), [{ calls: 5, latencyMs: 5 }], clock));
  expect(states.writes() - before).toBe(1);
});

it('closes every limiter, even when another one fails', async () => {
  const { clock, states, changes, openLimiters } = openAll();
  const limiters = openLimiters();
  const plan = { calls: 1, end: { kind: 'closed' } } as const;
  await clock.run(
    Promise.all(['a', 'b'].map((name) => runAttempts(limiters, storeOf(name), [plan], clock))),
  );
  const write: typeof states.write = (...args) => working.write(...args);
  const working = { ...states };
  Object.assign(states, {
    write: (...args: Parameters<typeof write>) =>
      args[0] === 'a'
        ? Promise.reject(new WaitError('the ledger cannot be reached'))
        : write(...args),
  });
  await expect(clock.run(limiters.close())).resolves.toBeUndefined();
  expect(changes.map(({ store }) => store)).toEqual(['b']);
});

it('closes unused', async () => {
  const { states, openLimiters } = openAll();
  await openLimiters().close();
  expect(states.writes()).toBe(0);
});

it('lets a call with a slot start without sleeping', async () => {
  const clock = createVirtualClock();
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return clock.sleep(ms);
  };
  const memory = newMemory();
  const aSlot = (afterMs: number) => ({ start: clock.now() + afterMs, expires: Infinity });
  memory.spareSlots = [aSlot(0), aSlot(-5), aSlot(9)];
  const reportStore = (): void => undefined;
  const states = createMemoryStates();
  const limiter = createLimiter(memory, { ...clock, sleep, states, random: () => 0, reportStore });
  const permit = limiter.permit(storeOf('a'), { lowPriority: false, waitingSince: 0 });
  await permit.waitForSlot();
  await permit.waitForSlot();
  expect(slept).toEqual([]);
  await clock.run(permit.waitForSlot());
  expect(slept).toEqual([9]);
});

it('a limiter without calls closes without a write', async () => {
  const { states, clock } = openAll();
  const reportStore = (): void => undefined;
  const limiter = createLimiter(newMemory(), { ...clock, states, random: () => 0, reportStore });
  await limiter.close();
  expect([states.reads(), states.writes()]).toEqual([0, 0]);
});
