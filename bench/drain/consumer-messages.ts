/** What a consumer's process is started with. */
export interface ConsumerOrders {
  readonly scale: number;
  /** When scaled time began, in milliseconds since the epoch. */
  readonly origin: number;
  readonly env: Readonly<Record<string, string>>;
}

/** What a consumer's process saw. */
export interface ConsumerFindings {
  /** Signups by the number of attempts that they took. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Attempts by how they ended; postponed ones also by why. */
  readonly ends: Readonly<Record<string, number>>;
  readonly batches: number;
  /** Writes of what the fleet knows about the stores. */
  readonly stateWrites: number;
  readonly lostStateWrites: number;
  readonly cpuSeconds: number;
}
