import { attemptMessage } from '../../consume/attempt.ts';
import type { Attempted } from '../../consume/attempted.ts';
import type { ConsumeDeps } from '../../consume/deps.ts';
import type { Prepared } from '../../consume/prepared.ts';
import { createNewCustomers } from '../../delivery/new-customers.ts';
import { createFakeLedger, NO_WRITES, type FakeWrites } from './fake-ledger.ts';

/** Makes an attempt without writes: it changes nothing in the shop and no person's item in the ledger. */
export type DryRunAttempt = (prepared: Prepared) => Promise<Attempted>;

export type DryRunDeps = Pick<
  ConsumeDeps,
  'stores' | 'ledger' | 'openPlatform' | 'openLimiters' | 'digest' | 'now' | 'sleep' | 'newHolder'
>;

/** An attempt that frees contacts is postponed; the next attempt takes another path, so it is tried too. */
const MAX_ATTEMPTS = 3;
const ATTEMPT_MS = 30_000;
/** Many attempts over a long time: then the code gives its final answer instead of waiting for a change. */
const LAST_TRY = { attempts: 1_000, ms: 3_600_000 };

/**
 * Dry-run attempts with the code that `consume` runs. Each one sees the fake writes of those before it.
 *
 * @param deps with platforms that do not write.
 */
export function createDryRunAttempt(deps: DryRunDeps): DryRunAttempt {
  let fakeWrites: FakeWrites = NO_WRITES;
  return async ({ message, ...prepared }) => {
    const triesSince = deps.now() - LAST_TRY.ms;
    const tried = { ...message, attempts: LAST_TRY.attempts, triesSince };
    for (let attempts = 1; ; attempts += 1) {
      const ledger = createFakeLedger(deps.ledger, fakeWrites, deps.now);
      const attempted = await attempt({ ...prepared, message: tried }, { ...deps, ledger });
      const mayGoOn = attempted.settlement?.action === 'postpone' && ledger.freed() > 0;
      if (attempted.settlement === undefined || mayGoOn) fakeWrites = ledger.fakeWrites();
      if (!mayGoOn || attempts === MAX_ATTEMPTS) return attempted;
    }
  };
}

async function attempt(prepared: Prepared, deps: DryRunDeps): Promise<Attempted> {
  const limiters = deps.openLimiters();
  const newCustomers = createNewCustomers(deps);
  const batch = {
    ...deps,
    limiters,
    newCustomers,
    remainingMs: () => ATTEMPT_MS,
    prefetch: { take: () => ({}) },
    horizonMs: Infinity,
    random: () => 0,
  };
  try {
    return await attemptMessage(prepared, batch);
  } finally {
    await limiters.close();
  }
}
