import type { PauseReason, StoreState } from '../rate-limit/state.ts';

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
