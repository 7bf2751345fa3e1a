import { beforeEach, describe, expect, it } from 'vitest';
import { createGathering, type Gathering } from '../../src/util/barrier.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

let clock: VirtualClock;
let gathering: Gathering;
let startedAt: number;
beforeEach(() => {
  clock = createVirtualClock();
  startedAt = clock.now();
  gathering = createGathering(clock.sleep, 20);
});
const waited = async (): Promise<number> => {
  await clock.run(gathering.complete());
  return clock.now() - startedAt;
};

describe('gathering', () => {
  it('waits for nobody when nobody is on the way', async () => {
    expect(await waited()).toBe(0);
    gathering.expect()();
    expect(await waited()).toBe(0);
  });

  it('is complete when the last one has arrived', async () => {
    const [one, other] = [gathering.expect(), gathering.expect()];
    void clock.sleep(3).then(one);
    void clock.sleep(5).then(other);
    expect(await waited()).toBe(5);
  });

  it('takes no timer where the last one arrives in the same breath', async () => {
    let timers = 0;
    const sleepless = createGathering(async () => {
      timers += 1;
    }, 20);
    const arrive = sleepless.expect();
    const complete = sleepless.complete();
    arrive();
    await complete;
    expect(timers).toBe(0);
  });

  it('counts who arrives twice once, and goes on waiting for the others', async () => {
    const [one, other] = [gathering.expect(), gathering.expect()];
    one();
    one();
    void clock.sleep(5).then(other);
    expect(await waited()).toBe(5);
  });

  it('goes on without whoever takes longer than that', async () => {
    gathering.expect();
    expect(await waited()).toBe(20);
  });
});
