/** Figures and their ceilings. */
export interface Budgeted {
  /** The unit in the printed lines. */
  readonly unit: string;
  readonly measured: ReadonlyMap<string, number>;
  readonly ceilings: ReadonlyMap<string, number>;
  /** The largest allowed gap below a ceiling, as a share of it; a wider gap would hide a regression. */
  readonly mostSlack: number;
}

/**
 * Compares the figures with their ceilings.
 *
 * @returns a line per figure, and the problems: above or far below its ceiling, no ceiling, no longer measured.
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
