import type { SSMClient } from '@aws-sdk/client-ssm';
import { listStores, type StoredStore } from '../../aws/list-stores.ts';
import { limitsOf } from '../../default-limits.ts';
import { ConfigError } from '../../errors.ts';
import type { Store } from '../../generated/types.ts';
import { parseStore } from '../../parse-store.ts';
import { NEW_STORE, type StoreState, type StoreStates } from '../../relay/store-state.ts';
import { steadyGapMs } from '../../relay/turns.ts';
import type { StoreRow } from './answers.ts';

interface StoreRowsDeps {
  readonly client: Pick<SSMClient, 'send'>;
  readonly path: string;
  readonly states: Pick<StoreStates, 'read'>;
  readonly now: () => number;
}

/** Every store with its breaker and its pace, never with its token. @throws WaitError */
export async function listStoreRows(deps: StoreRowsDeps): Promise<readonly StoreRow[]> {
  const { client, path, states, now } = deps;
  const stored = await listStores(client, path);
  const read = stored.map(async (one) => toRow(one, await states.read(one.name), now()));
  return await Promise.all(read);
}

function toRow({ name, text }: StoredStore, state: StoreState, now: number): StoreRow {
  const { pause, recent } = state;
  const known = {
    store: name,
    ...(pause && { pause: { reason: pause.reason, probeAt: pause.probeAt } }),
    ...(recent &&
      now - recent.since < MINUTE_MS && {
        recent: { calls: recent.calls, failures: recent.failures },
      }),
  };
  try {
    const store = parseStore(name, text);
    return { ...known, platform: store.platform, pace: toPace(store, state, now) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...known, problem: error.message };
  }
}

const MINUTE_MS = 60_000;

function toPace(store: Store, state: StoreState, now: number): NonNullable<StoreRow['pace']> {
  const limits = limitsOf(store);
  const gapMs = steadyGapMs(state, limits, now);
  return { perSecond: 1_000 / gapMs, share: steadyGapMs(NEW_STORE, limits, now) / gapMs };
}
