/** Time that moves only when all work waits for it. */
export interface VirtualClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Moves time from one sleeper to the next until the work is done.
   *
   * @param isBusy while true, work waits for real sockets, and time stands still.
   * @throws Error it waits for something else.
   */
  run<T>(work: Promise<T>, isBusy?: () => boolean): Promise<T>;
  /** Lets this much time pass; sleepers wake in order. */
  pass(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Runs everything that does not wait for time. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createVirtualClock(startsAt = Date.parse('2026-11-22T08:00:00Z')): VirtualClock {
  let time = startsAt;
  let sleepers: readonly Sleeper[] = [];
  const sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      const at = time + Math.max(0, ms);
      sleepers = [...sleepers, { at, wake }].toSorted((a, b) => a.at - b.at);
    });
  const wakeNext = (): boolean => {
    const [first, ...others] = sleepers;
    if (!first) return false;
    sleepers = others;
    time = Math.max(time, first.at);
    first.wake();
    return true;
  };
  const run = async <T>(work: Promise<T>, isBusy = (): boolean => false): Promise<T> => {
    const state = { isDone: false };
    const finish = (): void => {
      state.isDone = true;
    };
    work.then(finish, finish);
    await settled();
    while (!state.isDone) {
      if (!isBusy() && !wakeNext()) throw new Error('no timer is left, and the work is not done');
      await settled();
    }
    return work;
  };
  return { now: () => time, sleep, run, pass: (ms) => run(sleep(ms)) };
}
