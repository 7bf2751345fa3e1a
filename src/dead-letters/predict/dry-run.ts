import { attemptMessage } from '../../consume/attempt.ts';
import type { Attempted } from '../../consume/attempted.ts';
import type { ConsumeDeps } from '../../consume/deps.ts';
import type { Prepared } from '../../consume/prepared.ts';
import { createNewCustomers } from '../../delivery/new-customers.ts';
import { createFakeLedger, NOTHING, type FakeWrites } from './fake-ledger.ts';

/** What an attempt would end in, were it made now. Changes nothing in a shop and nothing of a person in the ledger. */
export type Rehearse = (prepared: Prepared) => Promise<Attempted>;

export type RehearseDeps = Pick<
  ConsumeDeps,
  'stores' | 'ledger' | 'openPlatform' | 'openLimiters' | 'digest' | 'now' | 'sleep' | 'newHolder'
>;

/** Freed contacts lead another way, as they would at the next attempts. */
const MOST_ATTEMPTS = 3;
const ENOUGH_MS = 30_000;
/** As if everything had been tried for long: what would be waited for in vain is no success. */
const LONG_TRIED = { attempts: 1_000, ms: 3_600_000 };

/**
 * Rehearses attempts with the very code that `consume` runs.
 *
 * @param deps with platforms that do not write. What one rehearsal would have written is known to those after it.
 */
export function createRehearse(deps: RehearseDeps): Rehearse {
  let fakeWrites: FakeWrites = NOTHING;
  return async ({ message, ...prepared }) => {
    const triesSince = deps.now() - LONG_TRIED.ms;
    const tried = { ...message, attempts: LONG_TRIED.attempts, triesSince };
    for (let attempts = 1; ; attempts += 1) {
      const ledger = createFakeLedger(deps.ledger, fakeWrites, deps.now);
      const attempted = await attempt({ ...prepared, message: tried }, { ...deps, ledger });
      const mayGoOn = attempted.settlement?.action === 'postpone' && ledger.freed() > 0;
      if (attempted.settlement === undefined || mayGoOn) fakeWrites = ledger.fakeWrites();
      if (!mayGoOn || attempts === MOST_ATTEMPTS) return attempted;
    }
  };
}

async function attempt(prepared: Prepared, deps: RehearseDeps): Promise<Attempted> {
  const limiters = deps.openLimiters();
  const newCustomers = createNewCustomers(deps);
  const batch = {
    ...deps,
    limiters,
    newCustomers,
    remainingMs: () => ENOUGH_MS,
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
