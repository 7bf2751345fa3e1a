/** A ceiling this far above what there is would let a mistake through. */
const MOST_SLACK = 0.1;

/**
 * Holds the bytes of every function, and of its start, against their ceilings.
 *
 * @returns a line per function, and what is wrong: over its ceiling, far below it, without one, or gone.
 */
export function checkBudgets(
  bytes: ReadonlyMap<string, number>,
  ceilings: ReadonlyMap<string, number>,
): { readonly lines: readonly string[]; readonly problems: readonly string[] } {
  const lines = [...bytes].map(([name, size]) => {
    const ceiling = ceilings.get(name);
    const share = ceiling === undefined ? '' : `, ${((size / ceiling) * 100).toFixed(1)} % of it`;
    return `${name}: ${size} bytes of ${ceiling ?? 'no ceiling'}${share}`;
  });
  const problems = [
    ...[...bytes].flatMap(([name, size]) => problemOf(name, size, ceilings.get(name))),
    ...[...ceilings.keys()]
      .filter((name) => !bytes.has(name))
      .map((name) => `${name}: there is no such function any more; take it out of budgets.json`),
  ];
  return { lines, problems };
}

function problemOf(name: string, size: number, ceiling: number | undefined): readonly string[] {
  if (ceiling === undefined) return [`${name}: give it a ceiling in budgets.json`];
  if (size > ceiling) return [`${name}: ${size - ceiling} bytes over its ceiling of ${ceiling}`];
  if (size < ceiling * (1 - MOST_SLACK)) {
    return [
      `${name}: more than a tenth below its ceiling of ${ceiling}; lower it, so that it holds`,
    ];
  }
  return [];
}
