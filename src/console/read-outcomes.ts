import type { Logs } from '../telemetry/logs-port.ts';
import type { OutcomesAnswer } from './answers.ts';
import { countOutcomes } from './count-outcomes.ts';

interface OutcomesDeps {
  readonly logs: Logs;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
/** Reading ends at so many lines or after so much time: a busy day has more lines than a page can wait for. */
const MAX_LINES = 50_000;
const MAX_MS = 10_000;
/** A slice of so few lines is followed by one of twice its length. */
const FEW_LINES = 5_000;

/**
 * Counts outcomes in the function's log, the latest first, slice by slice and never for long.
 *
 * @throws WaitError the log cannot be read.
 */
export async function readOutcomes(
  from: number,
  to: number,
  { logs, now }: OutcomesDeps,
): Promise<OutcomesAnswer> {
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
    // Both ends of a search are included.
    until = since - 1;
    reached = since;
  }
  const partly = reached > from ? { onlySince: reached } : {};
  return { from, to, stores: countOutcomes(lines), ...partly };
}
