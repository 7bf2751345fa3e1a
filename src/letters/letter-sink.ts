/** Where letters are written to: a file, or an archive. */
export interface LetterSink {
  /** Adds lines, each a letter. They may be lost until `flush` has resolved. */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when everything that was appended survives a crash of this machine. */
  flush(): Promise<void>;
}
