import { NEW_STORE, type StoreState, type StoreStates } from '../../rate-limit/state.ts';
import { expiresAt } from './keys.ts';
import type { LedgerDeps } from './keys.ts';

interface StoreStatesDeps extends Omit<LedgerDeps, 'digest'> {
  /** A mark that no other write has. Two functions can write the same state, and only one of them may succeed. */
  readonly newMark: () => string;
}

/** The items `store#<store>`: rate limits and circuit breaker. A write replaces the item if its version is unchanged. */
export const createStoreStates = ({ table, now, newMark }: StoreStatesDeps): StoreStates => ({
  async read(store) {
    const item = await table.get(keyOf(store));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this file writes these items
    return (item?.['state'] as StoreState | undefined) ?? NEW_STORE;
  },
  write: (store, state, seenVersion) => {
    const { version } = state;
    const mark = newMark();
    return table.put(
      { pk: keyOf(store), state, version, mark, expiresAt: expiresAt(now()) },
      {
        condition: 'attribute_not_exists(pk) OR version = :seen',
        isOwn: (item) => item['version'] === version && item['mark'] === mark,
        values: { ':seen': seenVersion },
      },
    );
  },
});

const keyOf = (store: string): string => `store#${store}`;
