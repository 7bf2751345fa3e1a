import type { FirstCall } from './costs.ts';
import type { Limit } from './slots.ts';
import type { StoreChange, StoreStates } from './state.ts';

/** How one attempt ended, as far as the store's limiter needs to know. */
export type AttemptEnd =
  | { readonly kind: 'unauthorized' | 'closed' | 'other' }
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number | undefined };

/** One attempt's access to the limiter of its store. */
export interface Permit {
  /**
   * Resolves when the next call may start. An attempt gets its first slot within about 2 s, or none.
   *
   * @param call counts for the first call of an attempt only.
   * @throws WaitError no slot is free soon, or the store is paused; says when to return.
   */
  waitForSlot(call?: FirstCall): Promise<void>;
  /** Reports a finished call. @param failed whether it had no answer, or 5xx. */
  saw(failed: boolean): void;
  /** Reports the end of the attempt. */
  end(how: AttemptEnd): void;
}

export interface LimitedStore {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** Identifies the token without revealing it. */
  readonly tokenMark: string;
}

/** An attempt that asks for slots. */
export interface Asking {
  /** Set for replays and imports: they use only slots that new signups leave free. */
  readonly lowPriority: boolean;
  /** Of several attempts, the one that waits longest gets the earliest slot. Milliseconds since the epoch. */
  readonly waitingSince: number;
}

/** The rate limiters of all stores for one batch. */
export interface Limiters {
  permit(store: LimitedStore, asking: Asking): Permit;
  /** Records what the batch observed: pauses, resumes and slows stores. Never rejects. */
  close(): Promise<void>;
}

/** What `createLimiters` is built with. */
export interface LimiterDeps {
  readonly states: StoreStates;
  readonly reportStore: (change: StoreChange) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** @param ms milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
}
