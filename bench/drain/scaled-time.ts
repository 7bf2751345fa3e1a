import { setTimeout as pause } from 'node:timers/promises';

/** Time that runs `scale` times as fast as the clock on the wall, the same in every process that knows its origin. */
export interface ScaledTime {
  readonly scale: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** What a time of the wall's clock is in scaled time, in milliseconds since the epoch. */
  readonly at: (wallMs: number) => number;
}

/** @param origin when scaled time and the wall's clock were the same, in milliseconds since the epoch. */
export function createScaledTime(scale: number, origin: number): ScaledTime {
  const at = (wallMs: number): number => origin + (wallMs - origin) * scale;
  return {
    scale,
    at,
    // Finer than `Date.now`, whose milliseconds would be multiplied.
    now: () => at(performance.timeOrigin + performance.now()),
    sleep: async (ms) => {
      await pause(Math.max(0, ms / scale));
    },
  };
}
