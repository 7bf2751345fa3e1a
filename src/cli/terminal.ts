/** Where a command runs, and where its words go. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Adds to `env`, for the AWS SDK as well. */
  readonly setEnv: (values: Readonly<Record<string, string>>) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** A name that nothing else has. */
  readonly newId: () => string;
  /** Resolves early, without an error, when `signal` aborts. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted at Ctrl-C: a command ends what is half done, says what it did, and stops. */
  readonly signal: AbortSignal;
  /** A person looks at standard output: colours and progress bars are welcome. */
  readonly isInteractive: boolean;
  /** Characters in a line. */
  readonly columns: number;
  /** One text, a line break is added. */
  readonly print: (text: string) => void;
  /** Likewise, to standard error. */
  readonly complain: (text: string) => void;
  /** Standard error as it is, for progress bars. */
  readonly errorStream: NodeJS.WritableStream;
}
