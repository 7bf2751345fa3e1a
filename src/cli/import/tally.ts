import { readLines } from '../dlq/letter-file.ts';
import { readResultLine, type RowResult } from './result-file.ts';

/** Which rows have a result, and how many of each there are. */
export interface Tally {
  readonly has: (row: number) => boolean;
  /** The first result of a row counts. */
  readonly add: (result: Omit<RowResult, 'line' | 'contacts'>) => void;
  readonly count: () => number;
  readonly counts: () => Counts;
}

/** How many rows have each result. */
export interface Counts {
  /** `created`, `refused`, `missing`, … */
  readonly results: Readonly<Record<string, number>>;
  /** Of rows that were refused, skipped or became dead letters, by reason, with the detail and the line of the first one. */
  readonly reasons: readonly ReasonCount[];
  /** Parts that are not used, by path and rule: `phone (impossible_phone)`. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Fields that the shop has no place for, by path. */
  readonly unheld: Readonly<Record<string, number>>;
  /** Of a comparison, by parameter of the shop. */
  readonly different: Readonly<Record<string, number>>;
}

interface ReasonCount {
  readonly result: string;
  readonly reason: string;
  readonly rows: number;
  /** The first row: its line in the file, and why. */
  readonly line?: number;
  readonly detail?: string;
}

/** Kinds that are counted one by one. Hostile files could have any number. */
const MOST_KINDS = 1_000;

/** One bit for each row, so a million rows take 125 kB. The set grows with the file. */
export function createTally(): Tally {
  let bits = new Uint8Array(1_024);
  let count = 0;
  const results = new Map<string, number>();
  const reasons = new Map<string, ReasonCount>();
  const leftOut = new Map<string, number>();
  const unheld = new Map<string, number>();
  const different = new Map<string, number>();
  const has = (row: number): boolean => (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
  return {
    has,
    add: (one) => {
      const { row, result, reason } = one;
      if (has(row)) return;
      if (row >> 3 >= bits.length) {
        const larger = new Uint8Array(Math.max(2 * bits.length, (row >> 3) + 1));
        larger.set(bits);
        bits = larger;
      }
      bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
      count += 1;
      bump(results, result);
      if (reason !== undefined) addReason(reasons, { ...one, reason });
      for (const { path, rule } of one.leftOut ?? []) bump(leftOut, `${path} (${rule})`);
      for (const path of one.unheld ?? []) bump(unheld, path);
      for (const path of one.different ?? []) bump(different, path);
    },
    count: () => count,
    counts: () => ({
      results: Object.fromEntries(results),
      reasons: [...reasons.values()].toSorted((a, b) => b.rows - a.rows),
      leftOut: Object.fromEntries(leftOut),
      unheld: Object.fromEntries(unheld),
      different: Object.fromEntries(different),
    }),
  };
}

function bump(counts: Map<string, number>, key: string): void {
  if (counts.size < MOST_KINDS || counts.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
}

function addReason(
  reasons: Map<string, ReasonCount>,
  one: Omit<RowResult, 'line' | 'contacts'> & { readonly reason: string; readonly line?: number },
): void {
  const { result, reason, line, detail } = one;
  const key = `${result} ${reason}`;
  const { rows = 0, ...first } = reasons.get(key) ?? {};
  reasons.set(key, {
    result,
    reason,
    ...(line !== undefined && { line }),
    ...(detail !== undefined && { detail }),
    ...first,
    rows: rows + 1,
  });
}

/** Counts the results of an import that goes on. @throws UsageError the file cannot be read. */
export async function readTally(path: string): Promise<Tally> {
  const tally = createTally();
  for await (const line of readLines(path)) {
    const result = readResultLine(line);
    if (result) tally.add(result);
  }
  return tally;
}
