/** Why a store is paused. */
export type PauseReason = 'unauthorized' | 'closed' | 'failing';

/** The open circuit breaker of a paused store. */
export interface Pause {
  readonly reason: PauseReason;
  /** When the pause began, in milliseconds since the epoch. Absent in states that an older version wrote. */
  readonly since?: number;
  /** When the next probe may be sent, in milliseconds since the epoch. */
  readonly probeAt: number;
  /** Time between the last two probes, in milliseconds. */
  readonly gapMs: number;
  /** Identify the tokens in use since the pause began, so that a new one is noticed. */
  readonly tokenMarks: readonly string[];
}

/** The state of one store that all functions share: its slots and its breaker. Times in milliseconds since the epoch. */
export interface StoreState {
  /** Grows with every write; a write names the version that it read. */
  readonly version: number;
  /** Per limit the theoretical arrival time of the next call (GCRA). */
  readonly buckets: readonly number[];
  /** Until when returns of postponed messages are planned. */
  readonly plannedUntil: number;
  /** The same for messages of low priority, which return after all others. The name is part of the stored format. */
  readonly yieldingUntil?: number;
  /** The pace after a 429: a share of the limit at `since`; it recovers from then on. */
  readonly slow?: { readonly factor: number; readonly since: number };
  /** Calls of the current minute. */
  readonly recent?: { readonly since: number; readonly calls: number; readonly failures: number };
  readonly pause?: Pause;
}

export const NEW_STORE: StoreState = { version: 0, buckets: [], plannedUntil: 0 };

/** The shared storage of the states. Both calls reject with `WaitError` when it cannot be reached. */
export interface StoreStates {
  read(store: string): Promise<StoreState>;
  /** @returns false when another function has written since `seenVersion`. */
  write(store: string, state: StoreState, seenVersion: number): Promise<boolean>;
}

/** A store was paused or resumed. */
export interface StoreChange {
  readonly store: string;
  readonly change: 'paused' | 'resumed';
  readonly reason: PauseReason;
  /** The next probe, in milliseconds since the epoch; set on a pause. */
  readonly probeAt?: number;
}

/** The change to report after a write; undefined where the store was neither paused nor resumed. */
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
