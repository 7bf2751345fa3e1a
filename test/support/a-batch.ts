import type { Batch } from '../../src/consume/deps.ts';
import { aStore } from './a-consume.ts';
import { aJob, NOW } from './a-job.ts';
import { wideOpen } from './wide-open.ts';

/** The batch of an attempt, without rate limits; name only what the test is about. */
export function aBatch(overrides: Partial<Batch> = {}): Batch {
  const { job } = aJob();
  return {
    stores: { get: async (name) => aStore(name), refresh: async (name) => aStore(name) },
    ledger: job.ledger,
    openPlatform: () => job.platform,
    digest: (text) => text,
    horizonMs: 48 * 3_600_000,
    now: () => NOW,
    random: () => 0.5,
    newHolder: () => 'me',
    limiters: wideOpen,
    prefetch: { take: () => ({}) },
    newCustomers: {
      announce: () => ({ add: async () => undefined, cancel: () => undefined }),
    },
    remainingMs: () => 20_000,
    ...overrides,
  };
}
