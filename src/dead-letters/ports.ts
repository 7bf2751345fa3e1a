import type { CopyAttribute } from '../message/queue-port.ts';

/** The right to release or to remove a received message. */
export interface Receipt {
  readonly messageId: string;
  /** SQS's receipt handle; every receive gives a new one. */
  readonly receipt: string;
}

/** A message of the dead-letter queue as received: invisible to others until its visibility lease ends. */
export interface DeadLetterMessage extends Receipt {
  /** Byte for byte what arrived. */
  readonly body: string;
  /** All attributes, the relay's and the sender's. */
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  /** SQS counts the message's age from this time, in milliseconds since the epoch; its own redrive keeps the first time. */
  readonly sentAt: number;
  readonly groupId?: string;
  /** The trace that it belongs to, as X-Ray writes it. */
  readonly traceHeader?: string;
}

/** How many messages a queue holds, as SQS estimates it. */
export interface QueueDepth {
  readonly waiting: number;
  /** Received by a consumer and not removed yet. */
  readonly inFlight: number;
  readonly delayed: number;
  /** When SQS said so, by its own clock, to the second below, in milliseconds since the epoch. Absent if the answer has no time. */
  readonly at?: number;
}

/**
 * The dead-letter queue for operators. SQS cannot show a message without a receive, so reading means: receive, look,
 * release. Calls reject with `WaitError` when the queue cannot be reached.
 */
export interface DeadLetters {
  /**
   * Receives up to ten messages and leases them for `leaseSeconds`.
   *
   * @param longPoll makes SQS ask all its servers before it answers with none.
   * @returns none when SQS finds none now or its in-flight limit is reached; `depth` tells whether there are more.
   */
  receive(leaseSeconds: number, longPoll?: boolean): Promise<readonly DeadLetterMessage[]>;
  /** Leases the messages for `leaseSeconds` from now. @returns the message ids whose lease was renewed. */
  renew(receipts: readonly Receipt[], leaseSeconds: number): Promise<ReadonlySet<string>>;
  /** Makes the messages visible at once. Never rejects: otherwise they become visible when their lease ends. */
  release(receipts: readonly Receipt[]): Promise<void>;
  /** Never rejects. @returns the message ids whose removal SQS confirmed, entry by entry. */
  remove(receipts: readonly Receipt[]): Promise<ReadonlySet<string>>;
  depth(): Promise<QueueDepth>;
  /** How long SQS keeps a message, in milliseconds. */
  retentionMs(): Promise<number>;
}

/** Keeps dead letters that SQS would delete: one object for each, never changed. */
export interface ArchiveWriter {
  /**
   * Writes one object, or the same object again. Never rejects.
   *
   * @returns whether the archive confirmed it.
   */
  put(key: string, text: string): Promise<boolean>;
}

/** The archive for operators. Calls reject with `WaitError` when it cannot be reached. */
export interface Archive extends ArchiveWriter {
  /** The keys that begin with `prefix`, sorted, page by page. */
  list(prefix: string): AsyncIterable<readonly string[]>;
  /** @returns undefined if there is no such object. */
  get(key: string): Promise<string | undefined>;
  /** @returns the keys whose removal S3 confirmed. */
  remove(keys: readonly string[]): Promise<ReadonlySet<string>>;
}
