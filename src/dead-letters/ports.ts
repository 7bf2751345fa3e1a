import type { CopyAttribute } from '../message/queue-port.ts';

/** What it takes to put a letter back or to remove it. */
export interface InHand {
  readonly messageId: string;
  /** The right to put it back or to remove it; changes with every taking. */
  readonly receipt: string;
}

/** A dead letter in hand: nobody else sees it until it is put back, removed, or its time in hand runs out. */
export interface DeadLetter extends InHand {
  /** Byte for byte what arrived. */
  readonly body: string;
  /** Whatever the letter carries, ours and the sender's. */
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  /** From when SQS counts its age, in milliseconds since the epoch; a letter that SQS itself moved keeps its first time. */
  readonly sentAt: number;
  readonly groupId?: string;
  /** The trace that it belongs to, as X-Ray writes it. */
  readonly traceHeader?: string;
}

/** How many messages a queue holds, as SQS estimates it. */
export interface QueueDepth {
  readonly waiting: number;
  /** In somebody's hand. */
  readonly inFlight: number;
  readonly delayed: number;
  /** When this was so by the queue's own clock, to the second below, in milliseconds since the epoch; where it said so. */
  readonly at?: number;
}

/**
 * The dead-letter queue as operators use it. SQS cannot look without taking, so every reading is: take, look, put back.
 * Calls reject with `WaitError` when the queue cannot be reached.
 */
export interface DeadLetters {
  /**
   * Takes up to ten for `handSeconds`. @param patiently lets SQS look everywhere before it says that there is none.
   *
   * @returns none where SQS finds none at the moment, or lets no more be taken; `depth` says whether there are more.
   */
  take(handSeconds: number, patiently?: boolean): Promise<readonly DeadLetter[]>;
  /** Keeps them in hand for `handSeconds` from now. @returns the message ids of those that still are. */
  keep(letters: readonly InHand[], handSeconds: number): Promise<ReadonlySet<string>>;
  /** Puts them back at once. Never rejects: what stays in hand comes back by itself. */
  putBack(letters: readonly InHand[]): Promise<void>;
  /** Never rejects. @returns the message ids of those that SQS confirmed, entry by entry. */
  remove(letters: readonly InHand[]): Promise<ReadonlySet<string>>;
  depth(): Promise<QueueDepth>;
  /** How long SQS keeps a letter, in milliseconds. */
  retentionMs(): Promise<number>;
}

/** Where dead letters wait that SQS would delete: one object per letter, never changed. */
export interface ArchiveWriter {
  /**
   * Writes one object, or the same one again. Never rejects.
   *
   * @returns whether the archive has confirmed it.
   */
  put(key: string, text: string): Promise<boolean>;
}

/** The archive as operators use it. Calls reject with `WaitError` when it cannot be reached. */
export interface Archive extends ArchiveWriter {
  /** The keys that begin with `prefix`, in their order, a page at a time. */
  list(prefix: string): AsyncIterable<readonly string[]>;
  /** @returns undefined where it is gone. */
  get(key: string): Promise<string | undefined>;
  /** @returns the keys that are gone for sure. */
  remove(keys: readonly string[]): Promise<ReadonlySet<string>>;
}
