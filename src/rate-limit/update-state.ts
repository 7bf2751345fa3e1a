import { WaitError } from '../event/errors.ts';
import type { LimiterDeps } from './limiter-port.ts';
import type { StoreState, StoreStates } from './state.ts';

/** The last known state of one store. */
export interface StateCache {
  /** As this function last wrote it. */
  state: StoreState | undefined;
  /** Whether no other function has written lately, so that the next write may skip the read. */
  isAlone: boolean;
}

const TRIES = 15;
const LONGEST_PAUSE_MS = 200;

/**
 * Changes the shared state of one store: decides on the newest state and overwrites only that version.
 *
 * @param decide pure; runs again when another function wrote first.
 * @throws WaitError the ledger cannot be reached, or other functions wrote first every time.
 */
export async function updateState<T extends { readonly state: StoreState }>(
  store: string,
  cache: StateCache,
  decide: (state: StoreState) => T,
  { states, sleep, random }: Pick<LimiterDeps, 'states' | 'sleep' | 'random'>,
): Promise<{ readonly before: StoreState; readonly decided: T }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await stateOf(store, cache, states);
    const decided = decide(before);
    const state = { ...decided.state, version: before.version + 1 };
    if (await states.write(store, state, before.version)) {
      cache.state = state;
      return { before, decided };
    }
    cache.isAlone = false;
    await sleep(random() * Math.min(LONGEST_PAUSE_MS, 20 * (tries + 1)));
  }
  throw new WaitError("too many functions write the store's rate limit at once");
}

async function stateOf(store: string, cache: StateCache, states: StoreStates): Promise<StoreState> {
  if (cache.isAlone && cache.state) return cache.state;
  const state = await states.read(store);
  cache.isAlone = cache.state?.version === state.version;
  return state;
}
