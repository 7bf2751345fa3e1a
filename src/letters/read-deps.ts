import type { DeadLetters } from '../dead-letters/ports.ts';

/** What reading the dead-letter queue needs. */
export interface ReadDeps {
  readonly deadLetters: DeadLetters;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted when the person wants to stop: what is half done is ended, then everything is put back. */
  readonly signal: AbortSignal;
}
