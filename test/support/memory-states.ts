import { NEW_STORE, type StoreState, type StoreStates } from '../../src/rate-limit/state.ts';

/** The shared states of the stores in memory, with the ledger's versions. */
export interface MemoryStates extends StoreStates {
  readonly get: (store: string) => StoreState;
  /** All writes, failed ones included. */
  readonly writes: () => number;
  readonly reads: () => number;
  /** The error of every call from now on; undefined = the ledger works. */
  readonly breakWith: (error: Error | undefined) => void;
}

export function createMemoryStates(): MemoryStates {
  const states = new Map<string, StoreState>();
  const counts = { reads: 0, writes: 0 };
  let error: Error | undefined;
  const get = (store: string): StoreState => states.get(store) ?? NEW_STORE;
  return {
    get,
    writes: () => counts.writes,
    reads: () => counts.reads,
    breakWith: (next) => {
      error = next;
    },
    read: async (store) => {
      counts.reads += 1;
      if (error) throw error;
      return Promise.resolve(get(store));
    },
    write: async (store, state, seenVersion) => {
      counts.writes += 1;
      if (error) throw error;
      if (get(store).version !== seenVersion) return Promise.resolve(false);
      states.set(store, state);
      return Promise.resolve(true);
    },
  };
}
