import { NEW_STORE, type StoreState, type StoreStates } from '../../rate-limit/state.ts';
import { expiresAt } from './keys.ts';
import type { LedgerDeps } from './keys.ts';

/** The items `store#<store>`: rate limits and circuit breaker. A write replaces the item if its version is unchanged. */
export const createStoreStates = ({ table, now }: Omit<LedgerDeps, 'digest'>): StoreStates => ({
  async read(store) {
    const item = await table.get(keyOf(store));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this file writes these items
    return (item?.['state'] as StoreState | undefined) ?? NEW_STORE;
  },
  write: (store, state, seenVersion) =>
    table.put(
      { pk: keyOf(store), state, version: state.version, expiresAt: expiresAt(now()) },
      {
        condition: 'attribute_not_exists(pk) OR version = :seen',
        values: { ':seen': seenVersion },
      },
    ),
});

const keyOf = (store: string): string => `store#${store}`;
