import type { Limit } from './slots.ts';

/** How one attempt ended, as far as the store's gate is concerned. */
export type AttemptEnd =
  | { readonly kind: 'unauthorized' | 'closed' | 'other' }
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number | undefined };

/** One attempt's way through the gate of its store. */
export interface Permit {
  /**
   * Resolves when the next call may start. The first turn of an attempt is within about 2 s or not at all.
   *
   * @throws WaitError no turn soon, or the store is paused; says when to come back.
   */
  waitForSlot(): Promise<void>;
  /** One call is over; a call without an answer, or with 5xx, failed. */
  saw(failed: boolean): void;
  /** The attempt is over. */
  end(how: AttemptEnd): void;
}

export interface LimitedStore {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** Tells one token from another, without being it. */
  readonly tokenMark: string;
}

/** The gates of all stores for one batch. */
export interface Limiters {
  /** @param yields whether this attempt comes after everybody else's: replays and imports. */
  permit(store: LimitedStore, lowPriority: boolean): Permit;
  /** Writes what the batch saw: pauses, resumes and slows stores. Never rejects. */
  close(): Promise<void>;
}
