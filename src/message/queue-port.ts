/** One copy of a message that is about to be sent to a queue. */
export interface Copy {
  /** Identifies the copy within one call; not sent. */
  readonly key: string;
  readonly to: 'signups' | 'deadLetters';
  /** Byte for byte as it arrived. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  /** Whole seconds, at most `MAX_DELAY_SECONDS`. */
  readonly delaySeconds: number;
  /** The store: SQS shares the queue fairly between groups. Absent where the store is not known. */
  readonly groupId?: string;
  /** X-Ray's header of the original: SQS's system attribute `AWSTraceHeader`, which counts towards no limit. */
  readonly traceHeader?: string;
}

export interface CopyAttribute {
  readonly type: string;
  readonly value: string | Uint8Array;
}

export interface Queue {
  /**
   * Sends copies. Never rejects.
   *
   * @param onSent gets the message id of each confirmed copy.
   * @returns the keys of the copies that the queue confirmed, entry by entry.
   */
  send(
    copies: readonly Copy[],
    onSent?: (key: string, messageId: string) => void,
  ): Promise<ReadonlySet<string>>;
}
