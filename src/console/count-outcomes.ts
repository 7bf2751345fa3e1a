import { isRecord } from '../util/is-record.ts';
import type { StoreOutcomes } from './answers.ts';

/** Counts what the function's log says of each attempt, per store. Lines of any other kind count for nothing. */
export function countOutcomes(lines: Iterable<string>): readonly StoreOutcomes[] {
  const stores = new Map<string | undefined, Map<string, number>>();
  for (const line of lines) {
    const attempt = parse(line);
    if (attempt === undefined) continue;
    const counts = stores.get(attempt.store) ?? new Map<string, number>();
    counts.set(attempt.outcome, (counts.get(attempt.outcome) ?? 0) + 1);
    stores.set(attempt.store, counts);
  }
  return [...stores]
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
    .map(([store, counts]) => toOutcomes(store, counts));
}

function toOutcomes(store: string | undefined, counts: ReadonlyMap<string, number>): StoreOutcomes {
  const byName = Object.fromEntries(counts);
  return store === undefined ? { counts: byName } : { store, counts: byName };
}

interface Attempt {
  readonly outcome: string;
  readonly store?: string;
}

function parse(line: string): Attempt | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(fields) || fields['message'] !== 'signup') return undefined;
  const { outcome, store } = fields;
  if (typeof outcome !== 'string') return undefined;
  return { outcome, ...(typeof store === 'string' && { store }) };
}
