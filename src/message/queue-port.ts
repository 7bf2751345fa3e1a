/** One copy of a message on its way to a queue. */
export interface Copy {
  /** Tells the copies of one call apart; not sent. */
  readonly key: string;
  readonly to: 'signups' | 'deadLetters';
  /** Byte for byte what arrived. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, CopyAttribute>>;
  /** Whole seconds, at most `MAX_DELAY_SECONDS`. */
  readonly delaySeconds: number;
  /** The store: SQS keeps queues of several groups fair. Absent where the store is not known. */
  readonly groupId?: string;
  /** X-Ray's header of the original, SQS's system attribute `AWSTraceHeader`; counts towards no limit. */
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
   * @param onSent told the message id of each copy that the queue confirmed.
   * @returns the keys of those that the queue confirmed, entry by entry.
   */
  send(
    copies: readonly Copy[],
    onSent?: (key: string, messageId: string) => void,
  ): Promise<ReadonlySet<string>>;
}
