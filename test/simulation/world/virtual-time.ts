interface Entry {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that moves only when all work waits. */
export interface VirtualTime {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
  /** Runs all planned steps in order. @returns false when the steps did not suffice. */
  run(maxSteps: number): Promise<boolean>;
}

/** Steps of the same time run in the order in which they were planned. */
export function createVirtualTime(startMs: number): VirtualTime {
  let now = startMs;
  const planned: Entry[] = [];
  return {
    now: () => now,
    after(delayMs, run) {
      const at = now + Math.max(0, delayMs);
      let place = planned.length;
      while (place > 0 && (planned[place - 1]?.at ?? 0) <= at) place -= 1;
      // The next one is last, where taking it is cheap.
      planned.splice(place, 0, { at, run });
    },
    async run(maxSteps) {
      for (let step = 0; step < maxSteps; step += 1) {
        const next = planned.pop();
        if (next === undefined) return true;
        now = next.at;
        next.run();
        await allWorkWaits();
      }
      return false;
    },
  };
}

/** Resolves after every promise that can continue has continued: Node runs immediates after all microtasks. */
const allWorkWaits = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
