/** Why a store is left alone for a while. */
export type PauseReason = 'unauthorized' | 'closed' | 'failing';

/** The breaker of a store that is paused. */
export interface Pause {
  readonly reason: PauseReason;
  /** When the next probe may go out, in milliseconds since the epoch. */
  readonly probeAt: number;
  /** Time between the last two probes, in milliseconds. */
  readonly gapMs: number;
  /** Tell the tokens that were in use since the pause began from a new one, without being them. */
  readonly tokenMarks: readonly string[];
}

/** What the whole fleet knows about one store: its turns and its breaker. Times in milliseconds since the epoch. */
export interface StoreState {
  /** Grows with every write; a write names the version that it saw. */
  readonly version: number;
  /** Per limit the theoretical arrival time of the next call (GCRA). */
  readonly buckets: readonly number[];
  /** Until when returns of postponed messages are planned. */
  readonly plannedUntil: number;
  /** The same for replays and imports, which come back behind everybody else. */
  readonly yieldingUntil?: number;
  /** The pace after a 429: a share of the limit at `since`, which then recovers. */
  readonly slow?: { readonly factor: number; readonly since: number };
  /** Calls of the current minute. */
  readonly recent?: { readonly since: number; readonly calls: number; readonly failures: number };
  readonly pause?: Pause;
}

export const NEW_STORE: StoreState = { version: 0, buckets: [], plannedUntil: 0 };

/** Where the fleet keeps it. Both reject with `WaitError` when it cannot be reached. */
export interface StoreStates {
  read(store: string): Promise<StoreState>;
  /** @returns false when somebody else has written since `seenVersion`. */
  write(store: string, state: StoreState, seenVersion: number): Promise<boolean>;
}

/** A store was paused, or works again. */
export interface StoreChange {
  readonly store: string;
  readonly change: 'paused' | 'resumed';
  readonly reason: PauseReason;
  /** When it is probed next, in milliseconds since the epoch; set on a pause. */
  readonly probeAt?: number;
}

/** What a write changed for whoever watches the store; undefined = nothing. */
export function changeOf(
  store: string,
  before: StoreState,
  after: StoreState,
): StoreChange | undefined {
  if (!before.pause && after.pause) {
    const { reason, probeAt } = after.pause;
    return { store, change: 'paused', reason, probeAt };
  }
  if (before.pause && !after.pause)
    return { store, change: 'resumed', reason: before.pause.reason };
  return undefined;
}
