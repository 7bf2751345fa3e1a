import { createLedger } from '../../aws/ledger/ledger.ts';
import { createStoreStates } from '../../aws/ledger/store-states.ts';
import { createHttp } from '../../http/http.ts';
import { createFakePlatform, readOnlyHttp } from '../../dead-letters/predict/fake-platform.ts';
import { createPatientLimiters } from '../../dead-letters/predict/patient-limiter.ts';
import { createDryRunAttempt, type DryRunAttempt } from '../../dead-letters/predict/dry-run.ts';
import type { PredictDeps } from '../../dead-letters/predict/predict.ts';
import { createPlatforms } from '../../platforms/create-platforms.ts';
import { createLimiters } from '../../rate-limit/limiter.ts';
import type { CommandContext } from '../command-context.ts';

/** The record of a write that was not sent. */
const WRITE = { method: 'PUT', route: '/customers/{id}', status: 200, durationMs: 0 } as const;

/**
 * Predictions that read ledger and shops, but write nothing. Calls keep the rate limits of the stores.
 *
 * @param now the queue's time: slots of the rate limiter must not mix clocks. @throws UsageError, ConfigError, WaitError
 */
export async function openDryRunAttempt(
  { terminal, deployment }: Pick<CommandContext, 'terminal' | 'deployment'>,
  predicting: PredictDeps,
  now: () => number,
): Promise<PredictDeps & { readonly dryRunAttempt: DryRunAttempt }> {
  const relay = deployment();
  const table = relay.ledgerTable();
  // Hashes must equal those that consume writes.
  const digest = await relay.digest();
  const { sleep, signal, random, newId } = terminal;
  const states = createStoreStates({ table, now, newMark: newId });
  const limiters = createLimiters({ states, now, sleep, random, reportStore: () => undefined });
  const open = createPlatforms({ http: readOnlyHttp(createHttp()), digest, now });
  const dryRunAttempt = createDryRunAttempt({
    now,
    digest,
    stores: predicting.stores,
    ledger: createLedger({ table, digest, now }),
    openPlatform: (store, context) =>
      createFakePlatform(open(store, context), () => context.onCall(WRITE)),
    openLimiters: createPatientLimiters(limiters, { states, sleep, signal }),
    newHolder: newId,
    sleep,
  });
  return { ...predicting, now, digest, dryRunAttempt };
}
