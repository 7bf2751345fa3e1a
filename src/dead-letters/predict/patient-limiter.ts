import { WaitError } from '../../event/errors.ts';
import type { Limiters, Permit } from '../../rate-limit/limiter-port.ts';
import type { StoreStates } from '../../rate-limit/state.ts';
import type { ReadDeps } from '../reading/hold.ts';

/** A rehearsal is in no hurry: it waits so long for a turn that the rate limit does not have at once, in milliseconds. */
const PATIENCE_MS = 120_000;
const LONGEST_PAUSE_MS = 5_000;

type Deps = Pick<ReadDeps, 'sleep' | 'signal'> & { readonly states: Pick<StoreStates, 'read'> };

/** Turns of the stores' own gates; who is told to come back does, unless the store is paused. */
export const createPatientLimiters = (openLimiters: () => Limiters, deps: Deps) => (): Limiters => {
  const limiters = openLimiters();
  return {
    permit(store, lowPriority) {
      const permit = limiters.permit(store, lowPriority);
      return { ...permit, waitForSlot: () => waitPatiently(permit, store.name, deps) };
    },
    close: () => limiters.close(),
  };
};

async function waitPatiently(permit: Permit, store: string, deps: Deps): Promise<void> {
  for (let waitedMs = 0; ;) {
    try {
      await permit.waitForSlot();
      return;
    } catch (error) {
      if (!(error instanceof WaitError) || waitedMs >= PATIENCE_MS) throw error;
      if (deps.signal.aborted || (await deps.states.read(store)).pause !== undefined) throw error;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, error.retryAfterMs ?? LONGEST_PAUSE_MS);
      await deps.sleep(pauseMs);
      waitedMs += Math.max(1, pauseMs);
    }
  }
}
