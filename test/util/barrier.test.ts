import { beforeEach, describe, expect, it } from 'vitest';
import { createBarrier, type Barrier } from '../../src/util/barrier.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

let clock: VirtualClock;
let barrier: Barrier;
let startedAt: number;
beforeEach(() => {
  clock = createVirtualClock();
  startedAt = clock.now();
  barrier = createBarrier(clock.sleep, 20);
});
const waited = async (): Promise<number> => {
  await clock.run(barrier.complete());
  return clock.now() - startedAt;
};

describe('a barrier', () => {
  it('does not wait when no arrival is missing', async () => {
    expect(await waited()).toBe(0);
    barrier.announce()();
    expect(await waited()).toBe(0);
  });

  it('completes with the last arrival', async () => {
    const [one, other] = [barrier.announce(), barrier.announce()];
    void clock.sleep(3).then(one);
    void clock.sleep(5).then(other);
    expect(await waited()).toBe(5);
  });

  it('starts no timer where the last one arrives at once', async () => {
    let timers = 0;
    const sleepless = createBarrier(async () => {
      timers += 1;
    }, 20);
    const arrive = sleepless.announce();
    const complete = sleepless.complete();
    arrive();
    await complete;
    expect(timers).toBe(0);
  });

  it('counts a repeated arrival once, and waits for the others', async () => {
    const [one, other] = [barrier.announce(), barrier.announce()];
    one();
    one();
    void clock.sleep(5).then(other);
    expect(await waited()).toBe(5);
  });

  it('completes without an arrival that takes longer', async () => {
    barrier.announce();
    expect(await waited()).toBe(20);
  });
});
