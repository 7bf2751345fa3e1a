import { WaitError } from '../event/errors.ts';
import type { StoreState, StoreStates } from './state.ts';

/** How the fleet's state is reached. */
export interface StateDeps {
  readonly states: StoreStates;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What is remembered between two changes of one store's state. */
export interface Remembered {
  /** The state as last written here. */
  state: StoreState | undefined;
  /** Nobody else has written lately: it can be written over without a look. */
  isAlone: boolean;
}

const TRIES = 15;
const LONGEST_PAUSE_MS = 200;

/**
 * Changes what the fleet knows about one store: decides on the newest state, and writes over that one only.
 *
 * @param decide pure; asked anew when somebody else was faster.
 * @throws WaitError the ledger cannot be reached, or others were faster every time.
 */
export async function updateState<T extends { readonly state: StoreState }>(
  store: string,
  memory: Remembered,
  decide: (state: StoreState) => T,
  { states, sleep, random }: StateDeps,
): Promise<{ readonly before: StoreState; readonly decided: T }> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await stateOf(store, memory, states);
    const decided = decide(before);
    const state = { ...decided.state, version: before.version + 1 };
    if (await states.write(store, state, before.version)) {
      memory.state = state;
      return { before, decided };
    }
    memory.isAlone = false;
    await sleep(random() * Math.min(LONGEST_PAUSE_MS, 20 * (tries + 1)));
  }
  throw new WaitError("the store's turns are contended");
}

async function stateOf(
  store: string,
  memory: Remembered,
  states: StoreStates,
): Promise<StoreState> {
  if (memory.isAlone && memory.state) return memory.state;
  const state = await states.read(store);
  memory.isAlone = memory.state?.version === state.version;
  return state;
}
