/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  /** Beside whom it is compared with, in the same run: `0.93 × the bare loop`. */
  readonly ratio?: string;
  /** CPU seconds of its own process for 10,000 of what is counted. */
  readonly cpu?: string;
  /** The most memory of its own process. */
  readonly memory?: string;
  readonly goal?: Goal;
}

export interface Goal {
  readonly wanted: string;
  readonly isReached: boolean;
}

/** What `npm run bench` can measure. */
export interface Part {
  readonly key: string;
  readonly title: string;
  /** What the numbers mean and what limits them, for `docs/performance.md`: one paragraph each. */
  readonly notes: readonly string[];
  /** What is in the column `measured`. */
  readonly unit: string;
  readonly measure: (options: SuiteOptions) => Promise<readonly Row[]>;
}

export interface SuiteOptions {
  /** Rounds that count; each plays every contestant once. */
  readonly rounds: number;
  /** Share of the usual number of events, to try the suite out: 1 = all. */
  readonly size: number;
  /** With what takes longer than a quarter of an hour: 20,000 signups to drain, 10⁶ events to grow. */
  readonly isFull: boolean;
  /** What contestants use whose documentation names no HTTP client. */
  readonly client: string;
}
