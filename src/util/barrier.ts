/** Knows who of a batch is still on the way to the first call. */
export interface Barrier {
  /** One more is on the way. @returns what to call when they have arrived, or will not come; safe to repeat. */
  expect(): () => void;
  /** Resolves when nobody is on the way any more, or after a while. */
  complete(): Promise<void>;
}

/** @param longestMs how long whoever has arrived waits for the others, in milliseconds. */
export function createBarrier(sleep: (ms: number) => Promise<unknown>, longestMs: number): Barrier {
  let onTheWay = 0;
  let announce = (): void => undefined;
  return {
    expect() {
      onTheWay += 1;
      let isCounted = true;
      return () => {
        if (!isCounted) return;
        isCounted = false;
        onTheWay -= 1;
        if (onTheWay === 0) announce();
      };
    },
    async complete() {
      // Who asks is about to arrive, and often the last one: that takes no timer.
      await Promise.resolve();
      if (onTheWay === 0) return;
      const everybody = new Promise<void>((resolve) => (announce = resolve));
      await Promise.race([everybody, sleep(longestMs)]);
    },
  };
}
