/** The functions that write the log lines of signups. */
export type LogSource = 'receive' | 'consume';

export interface LogLine {
  readonly source: LogSource;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

export interface LogQuery {
  /** A line must contain one of them literally. */
  readonly terms: readonly string[];
  /** Milliseconds since the epoch, both included. */
  readonly from: number;
  readonly until: number;
  /** Stops after about this many lines. A busy day has more than fit into memory. @default all */
  readonly limit?: number;
}

/** The functions' logs. */
export interface Logs {
  /** The matching lines, oldest first; with a limit not all of them. @throws WaitError the logs cannot be read. */
  find(query: LogQuery): Promise<readonly LogLine[]>;
}
