/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  /** Comparison within the same run: `0.93 × the bare loop`. */
  readonly ratio?: string;
  /** CPU seconds of its own process per 10,000 units. */
  readonly cpu?: string;
  /** Peak memory of its own process. */
  readonly memory?: string;
  readonly goal?: Goal;
}

interface Goal {
  readonly target: string;
  readonly isReached: boolean;
}

/** A part of `npm run bench`. */
export interface Part {
  readonly key: string;
  readonly title: string;
  /** Paragraphs for `docs/performance.md`: the meaning of the figures, and their limit. */
  readonly notes: readonly string[];
  /** Unit of the column `measured`. */
  readonly unit: string;
  readonly measure: (options: SuiteOptions) => Promise<readonly Row[]>;
}

export interface SuiteOptions {
  /** Measured rounds; each runs every contestant once. */
  readonly rounds: number;
  /** Share of the usual number of events; 1 = all, less for a trial. */
  readonly size: number;
  /** Adds the runs of more than 15 minutes: 20,000 signups in the drain part, 10⁶ events in the growth part. */
  readonly isFull: boolean;
  /** HTTP client of the contestants whose documentation names none. */
  readonly client: string;
}
