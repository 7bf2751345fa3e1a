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

/** A time slice is not made shorter than this. */
const LEAST_SPAN_MS = 15_000;

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
  const attempts: Attempt[] = [];
  let lines = 0;
  let reached = to;
  let until = to;
  for (let span = 5 * MINUTE_MS; reached > from;) {
    if (lines >= MAX_LINES || now() >= giveUpAt) break;
    const since = Math.max(from, reached - span);
    const slice = { from: since, until, limit: MAX_LINES };
    const found = await logs.find({ terms: ['outcome'], ...slice });
    if (found.length >= MAX_LINES && span > LEAST_SPAN_MS) {
      // The oldest lines come first, so a slice that is cut off lacks its latest ones.
      span = Math.max(LEAST_SPAN_MS, span / 4);
      continue;
    }
    lines += found.length;
    for (const { text } of found) attempts.push(...attemptIn(text));
    if (found.length <= FEW_LINES) span *= 2;
    // A log search includes both ends of its range.
    until = since - 1;
    reached = since;
  }
  const stores = countAttempts(attempts);
  return { from, to, stores, ...(reached > from && { onlySince: reached }) };
}

/** Counts the outcome of each attempt per store. Other log lines are ignored. */
export const countOutcomes = (lines: readonly string[]): readonly StoreOutcomes[] =>
  countAttempts(lines.flatMap(attemptIn));

function countAttempts(attempts: readonly Attempt[]): readonly StoreOutcomes[] {
  const stores = new Map<string | undefined, Map<string, number>>();
  for (const attempt of attempts) {
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

/** The attempt that a log line is about. Only these two texts are kept: lines are long. */
function attemptIn(line: string): readonly Attempt[] {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isRecord(fields) || fields['message'] !== 'signup') return [];
  const { outcome, store } = fields;
  if (typeof outcome !== 'string') return [];
  return [{ outcome, ...(typeof store === 'string' && { store }) }];
}
