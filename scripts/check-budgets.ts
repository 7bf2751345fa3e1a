/** What is held against ceilings. */
export interface Budgeted {
  /** What is counted, for the lines. */
  readonly unit: string;
  readonly measured: ReadonlyMap<string, number>;
  readonly ceilings: ReadonlyMap<string, number>;
  /** A ceiling further above what there is, as a share of it, would let a mistake through. */
  readonly mostSlack: number;
}

/**
 * Holds what was measured against its ceilings.
 *
 * @returns a line for each, and what is wrong: over its ceiling, far below it, without one, or gone.
 */
export function checkBudgets({ unit, measured, ceilings, mostSlack }: Budgeted): {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
} {
  const lines = [...measured].map(([name, size]) => {
    const ceiling = ceilings.get(name);
    const share = ceiling ? `, ${((size / ceiling) * 100).toFixed(1)} % of it` : '';
    return `${name}: ${size} ${unit} of ${ceiling ?? 'no ceiling'}${share}`;
  });
  const problemOf = (name: string, size: number): readonly string[] => {
    const ceiling = ceilings.get(name);
    if (ceiling === undefined) return [`${name}: give it a ceiling in budgets.json`];
    if (size > ceiling)
      return [`${name}: ${size - ceiling} ${unit} over its ceiling of ${ceiling}`];
    if (size >= ceiling * (1 - mostSlack)) return [];
    return [`${name}: ${size} is far below its ceiling of ${ceiling}; lower it, so that it holds`];
  };
  const problems = [
    ...[...measured].flatMap(([name, size]) => problemOf(name, size)),
    ...[...ceilings.keys()]
      .filter((name) => !measured.has(name))
      .map((name) => `${name}: there is no such thing any more; take it out of budgets.json`),
  ];
  return { lines, problems };
}
