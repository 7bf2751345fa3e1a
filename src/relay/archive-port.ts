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
