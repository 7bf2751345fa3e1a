import { NEW_STORE, type StoreState, type StoreStates } from '../../src/rate-limit/state.ts';

/** The stores' states in the memory of one process. */
export function createMemoryStates(): StoreStates {
  const states = new Map<string, StoreState>();
  return {
    read: async (store) => Promise.resolve(states.get(store) ?? NEW_STORE),
    write: async (store, state) => {
      states.set(store, state);
      return Promise.resolve(true);
    },
  };
}
