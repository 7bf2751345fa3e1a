/** The calls of a stub shop. */
export interface ShopCounts {
  readonly searches: number;
  /** Reads of one customer by id. */
  readonly reads: number;
  readonly creates: number;
  readonly updates: number;
  /** Creates of existing customers. */
  readonly doubles: number;
}
