import { setTimeout as pause } from 'node:timers/promises';

/** A clock that runs `scale` times as fast as real time, equal in every process with the same origin. */
export interface ScaledTime {
  readonly scale: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Converts a real time to scaled time, in milliseconds since the epoch. */
  readonly at: (wallMs: number) => number;
}

/** @param origin the time at which both clocks were equal, in milliseconds since the epoch. */
export function createScaledTime(scale: number, origin: number): ScaledTime {
  const at = (wallMs: number): number => origin + (wallMs - origin) * scale;
  return {
    scale,
    at,
    // Finer than `Date.now`, because scaling multiplies the resolution.
    now: () => at(performance.timeOrigin + performance.now()),
    sleep: async (ms) => {
      await pause(Math.max(0, ms / scale));
    },
  };
}
