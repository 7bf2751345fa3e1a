/** Where a command runs, and where its words go. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** One text, a line break is added. */
  readonly print: (text: string) => void;
  /** Likewise, to standard error. */
  readonly complain: (text: string) => void;
}
