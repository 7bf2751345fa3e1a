/** The first call of an attempt: it tells best how many calls the attempt will take. */
export type FirstCall = 'read' | 'other';

/** Calls of an attempt, by its first call. */
export type Costs = Readonly<Record<FirstCall, number>>;

/** The least calls of an attempt: a write follows a read, and nothing has to follow a write. */
export const LEAST_CALLS: Costs = { read: 2, other: 1 };

/** Weight of an attempt that took more calls than those before it. */
const LEARNING = 0.1;

/**
 * Learns the calls that attempts take at least. A lower number counts at once. A slot too few is reserved later, but a slot
 * too many is lost to the other functions.
 *
 * @param calls of an attempt that has ended; without a call it says nothing.
 */
export function learnCost(costs: Costs, first: FirstCall, calls: number): Costs {
  if (calls === 0) return costs;
  const known = costs[first];
  return { ...costs, [first]: calls < known ? calls : known + LEARNING * (calls - known) };
}

/** Costs approach a whole number and never reach it. */
const NEARLY = 0.1;

/** The slots to reserve for the calls of these attempts. */
export const slotsFor = (attempts: readonly FirstCall[], costs: Costs): number =>
  attempts.reduce((all, first) => all + Math.floor(costs[first] + NEARLY), 0);
