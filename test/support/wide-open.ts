import type { Limiters } from '../../src/rate-limit/limiter-port.ts';

/** Limiters that grant every slot: for tests that are not about rate limits. */
export const wideOpen: Limiters = {
  permit: () => ({
    waitForSlot: () => Promise.resolve(),
    saw: () => undefined,
    end: () => undefined,
  }),
  close: () => Promise.resolve(),
};
