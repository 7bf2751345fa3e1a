import { randomUUID } from 'node:crypto';
import { listStores, type StoredStore } from '../../aws/store-admin.ts';
import { createStoreStates } from '../../aws/ledger/store-states.ts';
import { WaitError } from '../../event/errors.ts';
import type { StoreState } from '../../rate-limit/state.ts';
import { configurationPaths, type Deployment } from '../deployment.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type Configuration, readConfiguration } from './read-configuration.ts';
import { reportStore } from './report-store.ts';
import type { StoreReport } from './store-report.ts';

/** Every configured store, as text. @throws WaitError, UsageError */
export const storedStores = (deployment: Deployment): Promise<readonly StoredStore[]> =>
  listStores(deployment.ssm(), configurationPaths(deployment));

/** The stores with these names, in this order. @throws UsageError one does not exist. */
export function selectStores(
  all: readonly StoredStore[],
  names: readonly string[],
): readonly StoredStore[] {
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (found) return found;
    const others = all.map((one) => one.name).join(', ');
    throw new UsageError(
      `There is no store ${name}. ${others === '' ? 'No store is configured.' : `Configured stores: ${others}.`}`,
    );
  });
}

/** A report on each store. Breaker and pace are missing if the ledger cannot be reached. */
export async function reportStores(
  stores: readonly StoredStore[],
  deployment: Deployment,
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): Promise<readonly StoreReport[]> {
  const publicUrl = env['PUBLIC_URL']?.trim().replace(/\/+$/, '') || '<webhook URL>';
  return Promise.all(
    stores.map(async ({ name, text, changedAt, hasOwnSources }) => {
      const configuration = readConfiguration(name, text);
      const [state, sourceStates] = await Promise.all([
        stateOf(name, deployment, now),
        statesOfSources(name, configuration, (key) => stateOf(key, deployment, now)),
      ]);
      return reportStore(name, configuration, {
        hasOwnSources,
        state,
        sourceStates,
        now: now(),
        publicUrl,
        ...(changedAt !== undefined && { changedAt }),
      });
    }),
  );
}

/** The states of the sources whose answers are fetched: each has a circuit breaker of its own. */
export async function statesOfSources(
  store: string,
  { completed }: Configuration,
  read: (key: string) => Promise<StoreState | undefined>,
): Promise<ReadonlyMap<string, StoreState>> {
  const fetching = Object.entries(completed?.sources ?? {}).filter(([, { fetch }]) => fetch);
  const states = await Promise.all(
    fetching.map(async ([name]) => [name, await read(`${store}/${name}`)] as const),
  );
  return new Map(states.flatMap(([name, state]) => (state ? [[name, state] as const] : [])));
}

async function stateOf(
  name: string,
  deployment: Deployment,
  now: () => number,
): Promise<StoreState | undefined> {
  if (deployment.optionalName('LEDGER_TABLE') === undefined) return undefined;
  const states = createStoreStates({ table: deployment.ledgerTable(), now, newMark: randomUUID });
  return states.read(name).catch((error: unknown) => {
    if (error instanceof WaitError) return undefined;
    throw error;
  });
}
