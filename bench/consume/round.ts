/** `new` people, or `known` people whom the contestant has created before. */
export type Workload = 'new' | 'known';

/** The work that is measured as one unit. */
export interface Round {
  readonly workload: Workload;
  readonly people: readonly string[];
  /** Increases with every round. */
  readonly cycle: number;
}
