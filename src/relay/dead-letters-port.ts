import type { CopyAttribute } from './queue-port.ts';

/** A dead letter in hand: nobody else sees it until it is put back, removed, or its time in hand runs out. */
export interface DeadLetter {
  readonly messageId: string;
  /** The right to put it back or to remove it; changes with every taking. */
  readonly receipt: string;
  /** Byte for byte what arrived. */
  readonly body: string;
  /** Whatever the letter carries, ours and the sender's. */
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  /** From when SQS counts its age, in milliseconds since the epoch; a letter that SQS itself moved keeps its first time. */
  readonly sentAt: number;
  readonly groupId?: string;
}

/** How many messages a queue holds, as SQS estimates it. */
export interface QueueDepth {
  readonly waiting: number;
  /** In somebody's hand. */
  readonly inFlight: number;
  readonly delayed: number;
}

/**
 * The dead-letter queue as operators use it. SQS cannot look without taking, so every reading is: take, look, put back.
 * Calls reject with `WaitError` when the queue cannot be reached.
 */
export interface DeadLetters {
  /** Takes up to ten for `handSeconds`. @returns none where SQS finds none at the moment; ask again before believing it. */
  take(handSeconds: number): Promise<readonly DeadLetter[]>;
  /** Keeps them in hand for `handSeconds` from now. @returns the message ids of those that still are. */
  keep(letters: readonly DeadLetter[], handSeconds: number): Promise<ReadonlySet<string>>;
  /** Puts them back at once. Never rejects: what stays in hand comes back by itself. */
  putBack(letters: readonly DeadLetter[]): Promise<void>;
  /** @returns the message ids of those that SQS confirmed, entry by entry. */
  remove(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>>;
  depth(): Promise<QueueDepth>;
  /** How long SQS keeps a letter, in milliseconds. */
  retentionMs(): Promise<number>;
}
