/** Waits until all parties of a batch have arrived at one point. */
export interface Barrier {
  /** Announces one more party. @returns to be called when it arrives, or when it will not come; safe to repeat. */
  announce(): () => void;
  /** Resolves when every announced party has arrived, or after the longest wait. */
  complete(): Promise<void>;
}

/** @param longestMs the longest wait, in milliseconds. */
export function createBarrier(sleep: (ms: number) => Promise<unknown>, longestMs: number): Barrier {
  let missing = 0;
  let release = (): void => undefined;
  return {
    announce() {
      missing += 1;
      let isMissing = true;
      return () => {
        if (!isMissing) return;
        isMissing = false;
        missing -= 1;
        if (missing === 0) release();
      };
    },
    async complete() {
      // The caller is about to arrive itself, often as the last one: then no timer is needed.
      await Promise.resolve();
      if (missing === 0) return;
      const everyArrival = new Promise<void>((resolve) => (release = resolve));
      await Promise.race([everyArrival, sleep(longestMs)]);
    },
  };
}
