/** New people, or people whom the contestant has created before. */
export type Workload = 'new' | 'known';

/** What a contestant does between two looks at the clock. */
export interface Round {
  readonly workload: Workload;
  readonly people: readonly string[];
  /** Grows from round to round. */
  readonly turn: number;
}
