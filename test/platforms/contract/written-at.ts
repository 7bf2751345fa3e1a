interface Stored {
  readonly id: string;
  readonly updated_at: string;
}

/** When a stored customer was written last, in milliseconds since the epoch. @throws Error no customer has this id */
export function writtenAt(customers: readonly Stored[], id: string): number {
  const stored = customers.find((one) => one.id === id);
  if (stored === undefined) throw new Error(`the shop has no customer ${id}`);
  return Date.parse(stored.updated_at);
}
