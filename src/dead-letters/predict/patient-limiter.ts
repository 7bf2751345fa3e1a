import { WaitError } from '../../event/errors.ts';
import type { Limiters, Permit } from '../../rate-limit/limiter-port.ts';
import type { StoreStates } from '../../rate-limit/state.ts';
import type { ReadDeps } from '../reading/session.ts';

/** How long a dry-run attempt waits for a slot instead of being postponed, in milliseconds. */
const PATIENCE_MS = 120_000;
const MAX_PAUSE_MS = 5_000;

type Patience = Pick<ReadDeps, 'sleep' | 'signal'> & { readonly states: Pick<StoreStates, 'read'> };

/** Limiters that share the stores' rate limits. A postponed attempt waits for its slot, unless the store is paused. */
export const createPatientLimiters =
  (openLimiters: () => Limiters, deps: Patience) => (): Limiters => {
    const limiters = openLimiters();
    return {
      permit(store, asking) {
        const permit = limiters.permit(store, asking);
        return {
          ...permit,
          waitForSlot: (call) => waitPatiently(() => permit.waitForSlot(call), store.name, deps),
        };
      },
      close: () => limiters.close(),
    };
  };

async function waitPatiently(
  waitForSlot: Permit['waitForSlot'],
  store: string,
  deps: Patience,
): Promise<void> {
  for (let waitedMs = 0; ;) {
    try {
      await waitForSlot();
      return;
    } catch (error) {
      if (!(error instanceof WaitError) || waitedMs >= PATIENCE_MS) throw error;
      if (deps.signal.aborted || (await deps.states.read(store)).pause !== undefined) throw error;
      const pauseMs = Math.min(MAX_PAUSE_MS, error.retryAfterMs ?? MAX_PAUSE_MS);
      await deps.sleep(pauseMs);
      waitedMs += Math.max(1, pauseMs);
    }
  }
}
