import type { Logs } from '../telemetry/logs-port.ts';
import { isRecord } from '../util/is-record.ts';
import type { OutcomesResponse, StoreOutcomes } from './responses.ts';

interface OutcomesDeps {
  readonly logs: Logs;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;

/** Limits of one read: a busy day has more lines than the page can wait for. */
const MAX_LINES = 50_000;
const MAX_MS = 10_000;

/** Up to this many lines, the next time slice is twice as long. */
const FEW_LINES = 5_000;

/**
 * Counts outcomes in the log of `consume`, latest time slice first, until a limit is reached.
 *
 * @throws WaitError the log cannot be read.
 */
export async function readOutcomes(
  from: number,
  to: number,
  { logs, now }: OutcomesDeps,
): Promise<OutcomesResponse> {
  const giveUpAt = now() + MAX_MS;
  const lines: string[] = [];
  let reached = to;
  let until = to;
  for (let span = 5 * MINUTE_MS; reached > from;) {
    if (lines.length >= MAX_LINES || now() >= giveUpAt) break;
    const since = Math.max(from, reached - span);
    const found = await logs.find({ terms: ['outcome'], from: since, until });
    for (const { text } of found) lines.push(text);
    if (found.length <= FEW_LINES) span *= 2;
    // A log search includes both ends of its range.
    until = since - 1;
    reached = since;
  }
  const stores = countOutcomes(lines);
  return { from, to, stores, ...(reached > from && { onlySince: reached }) };
}

/** Counts the outcome of each attempt per store. Other log lines are ignored. */
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
