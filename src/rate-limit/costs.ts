/** The first call of an attempt: it tells best how many calls the attempt will take. */
export type FirstCall = 'read' | 'other';

/** What the attempts of one function took lately, in calls. */
interface Cost {
  readonly mean: number;
  /** What nearly all of them took at least. */
  readonly least: number;
}

/** The costs of attempts, by their first call. */
export type Costs = Readonly<Record<FirstCall, Cost>>;

/** A write follows a read, and nothing has to follow a write. */
export const FIRST_COSTS: Costs = {
  read: { mean: 2, least: 2 },
  other: { mean: 1, least: 1 },
};

/** Weight of the latest attempt in the mean. */
const LEARNING = 0.2;

/** Weight of an attempt that took more calls than the least. A lower number counts at once. */
const SLOW_LEARNING = 0.1;

/** @param calls of an attempt that has ended; without a call it says nothing. */
export function learnCost(costs: Costs, first: FirstCall, calls: number): Costs {
  if (calls === 0) return costs;
  const { mean, least } = costs[first];
  const cost = {
    mean: mean + LEARNING * (calls - mean),
    least: calls < least ? calls : least + SLOW_LEARNING * (calls - least),
  };
  return { ...costs, [first]: cost };
}

/**
 * The slots to reserve for these attempts. A slot too few costs one more write of the state. A slot too many is lost to
 * the other functions, so while signups wait for their return, only those are reserved that will surely be used.
 */
export const slotsFor = (
  attempts: readonly FirstCall[],
  costs: Costs,
  isCrowded: boolean,
): number =>
  isCrowded
    ? sumOf(attempts, (first) => leastOf(first, costs))
    : Math.max(attempts.length, Math.round(sumOf(attempts, (first) => costs[first].mean)));

/** What such attempts take at least. Planned by more, returns would leave slots unused. */
export const plannedCalls = (attempts: readonly FirstCall[], costs: Costs): readonly number[] =>
  attempts.map((first) => Math.min(FIRST_COSTS[first].least, leastOf(first, costs)));

/** What is learnt approaches a whole number and never reaches it. */
const NEARLY = 0.1;

const leastOf = (first: FirstCall, costs: Costs): number =>
  Math.max(1, Math.floor(costs[first].least + NEARLY));

const sumOf = (attempts: readonly FirstCall[], of: (first: FirstCall) => number): number =>
  attempts.reduce((all, first) => all + of(first), 0);
