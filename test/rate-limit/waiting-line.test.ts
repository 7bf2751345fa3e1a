import { beforeEach, describe, expect, it } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { FIRST_COSTS } from '../../src/rate-limit/costs.ts';
import { pauseStore } from '../../src/rate-limit/circuit-breaker.ts';
import {
  createWaitingLine,
  newMemory,
  type StoreMemory,
  type Waiting,
  type WaitingLine,
} from '../../src/rate-limit/waiting-line.ts';
import type { LimitedStore } from '../../src/rate-limit/limiter-port.ts';
import { NEW_STORE } from '../../src/rate-limit/state.ts';
import { createMemoryStates, type MemoryStates } from '../support/memory-states.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const store: LimitedStore = {
  name: 'tw-main',
  limits: [{ perSecond: 20, burst: 20 }],
  tokenMark: 'token-1',
};

/** A call of an attempt that begins with a read. */
const live: Waiting = { kind: 'live', first: 'read', since: 0 };

let clock: VirtualClock;
let states: MemoryStates;
let memory: StoreMemory;
let probes: number;
let startedAt: number;
beforeEach(() => {
  clock = createVirtualClock();
  states = createMemoryStates();
  memory = newMemory();
  probes = 0;
  startedAt = clock.now();
});

/** A waiting line with a slow ledger. */
const openLine = (writesInMs = 50): WaitingLine =>
  createWaitingLine(memory, {
    ...clock,
    states: {
      read: (name) => states.read(name),
      write: async (...args) => {
        await clock.sleep(writesInMs);
        return states.write(...args);
      },
    },
    random: () => 0.5,
    waitForOthers: () => Promise.resolve(),
    onProbe: () => (probes += 1),
  });
/** When each call may start after the beginning of the test, or its refusal. */
const starts = (calls: readonly Promise<number>[]) =>
  clock.run(
    Promise.all(
      calls.map((call) =>
        call.then(
          (start) => Math.floor(start - startedAt),
          (error: unknown) => error,
        ),
      ),
    ),
  );
const after = async (ms: number, line: WaitingLine): Promise<number> => {
  await clock.sleep(ms);
  return line.join(store, live);
};
/** The store was paused, and its next probe is due. */
const pauseUntilNow = (): Promise<boolean> =>
  states.write('tw-main', pauseStore(NEW_STORE, 'closed', 'token-1', startedAt - 30_000), 0);

describe('a waiting line', () => {
  it('lets a call that joins during a write use its spare slots', async () => {
    const line = openLine();
    expect(await starts([line.join(store, live), after(20, line)])).toEqual([0, 0]);
    await clock.pass(1_000);
    expect(states.writes()).toBe(1);
  });

  it('writes once at a time, and once for all calls that joined meanwhile', async () => {
    const line = openLine();
    memory.costs = { read: FIRST_COSTS.other, other: FIRST_COSTS.other };
    const calls = [line.join(store, live), ...[10, 20, 30].map((ms) => after(ms, line))];
    const given = await starts(calls);
    expect(given).toHaveLength(4);
    for (const start of given) expect(start).toBeLessThan(100);
    expect([states.writes(), states.reads()]).toEqual([2, 2]);
  });

  it('gives a spare slot without a write', async () => {
    memory.spareSlots = [{ start: startedAt + 7, expires: startedAt + 700 }];
    expect(await starts([openLine().join(store, live)])).toEqual([7]);
    expect(states.writes()).toBe(0);
  });

  it('lets an admitted call start although its slot expired during the write', async () => {
    const [start] = await starts([openLine(3_000).join(store, live)]);
    expect(start).toBe(3_000);
  });

  it('keeps the spare slots of a probe for the probe', async () => {
    await pauseUntilNow();
    const line = openLine();
    const [probe, other] = await starts([line.join(store, live), after(20, line)]);
    expect(probe).toBe(0);
    expect(other).toMatchObject({ message: 'the store is paused: it is closed' });
    const before = states.writes();
    const [again, urgent] = await starts([
      line.join(store, live),
      line.join(store, { ...live, kind: 'urgent' }),
    ]);
    expect(again).toBeInstanceOf(WaitError);
    expect(urgent).toBe(0);
    expect(states.writes() - before).toBe(1);
  });

  it('reports a probe, and nothing else', async () => {
    await starts([openLine().join(store, live)]);
    expect(probes).toBe(0);
    memory = newMemory();
    states = createMemoryStates();
    await pauseUntilNow();
    const line = openLine();
    await starts([line.join(store, live), line.join(store, live)]);
    expect(probes).toBe(1);
  });

  it.each([
    ['a bug', new TypeError('boom'), 'no slot could be reserved'],
    ['a ledger out of reach', new WaitError('the ledger is away'), 'the ledger is away'],
  ])('makes every call wait after %s, and keeps its cause', async (_, error, message) => {
    states.breakWith(error);
    const line = openLine();
    const refused = await starts([line.join(store, live), line.join(store, live)]);
    for (const why of refused) {
      expect(why).toMatchObject({ name: 'WaitError', message });
      expect(why === error || (why as Error).cause === error).toBe(true);
    }
    states.breakWith(undefined);
    expect(await starts([line.join(store, live)])).toEqual([0]);
  });
});
