/** Start parameters of a consumer's process. */
export interface ConsumerOrders {
  readonly scale: number;
  /** Start of scaled time, in milliseconds since the epoch. */
  readonly origin: number;
  readonly env: Readonly<Record<string, string>>;
}

/** The findings of a consumer's process. */
export interface ConsumerFindings {
  /** Signups by their number of attempts. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Attempts by outcome; postponed ones also by reason. */
  readonly ends: Readonly<Record<string, number>>;
  readonly batches: number;
  /** Writes of the stores' shared states. */
  readonly stateWrites: number;
  readonly lostStateWrites: number;
  readonly cpuSeconds: number;
}
