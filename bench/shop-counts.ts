/** What a stub shop was called for. */
export interface ShopCounts {
  readonly searches: number;
  readonly creates: number;
  readonly updates: number;
  /** Creates of somebody who was there already. */
  readonly doubles: number;
}
