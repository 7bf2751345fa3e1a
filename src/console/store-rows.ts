import type { SSMClient } from '@aws-sdk/client-ssm';
import { type ConfigurationPaths, listStores, type StoredStore } from '../aws/store-admin.ts';
import { limitsOf } from '../rate-limit/limiter.ts';
import type { Store } from '../generated/types.ts';
import { NEW_STORE, type StoreState, type StoreStates } from '../rate-limit/state.ts';
import { steadyGapMs } from '../rate-limit/slots.ts';
import { readConfiguration } from '../cli/stores/read-configuration.ts';
import { reportStore } from '../cli/stores/report-store.ts';
import type { StoreRow } from './responses.ts';

interface StoreRowsDeps {
  readonly client: Pick<SSMClient, 'send'>;
  readonly paths: ConfigurationPaths;
  readonly states: Pick<StoreStates, 'read'>;
  readonly now: () => number;
}

/** Every store with its circuit breaker and pace, as `store` commands report them; never its token. @throws WaitError */
export async function readStoreRows(deps: StoreRowsDeps): Promise<readonly StoreRow[]> {
  const { client, paths, states, now } = deps;
  const stored = await listStores(client, paths);
  return await Promise.all(
    stored.map(async (one) => toRow(one, await states.read(one.name), now())),
  );
}

function toRow({ name, text }: StoredStore, state: StoreState, now: number): StoreRow {
  const configuration = readConfiguration(name, text);
  const { platform, mistakes, pace } = reportStore(name, configuration, {
    state,
    now,
    publicUrl: '',
  });
  const { pause } = state;
  return {
    store: name,
    ...(platform !== undefined && { platform }),
    ...(mistakes.length > 0 && { problem: mistakes.join('; ') }),
    ...(pause && { pause: { reason: pause.reason, probeAt: pause.probeAt } }),
    ...(pace &&
      configuration.store && {
        pace: { perSecond: pace.perSecond, share: shareOf(configuration.store, state, now) },
        recent: { calls: pace.calls, failures: pace.failures },
      }),
  };
}

/** The current pace as a share of the full pace, which applies while the shop returns no 429. */
function shareOf(store: Store, state: StoreState, now: number): number {
  const limits = limitsOf(store);
  return steadyGapMs(NEW_STORE, limits, now) / steadyGapMs(state, limits, now);
}
