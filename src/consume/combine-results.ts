import type { Outcome } from '../delivery/job.ts';
import type { Settlement } from '../delivery/settle.ts';

/** Something in a message that is no signup. */
export interface Skipped {
  readonly outcome: 'skipped';
  /** Free of personal data. */
  readonly why: string;
}

type Result = Outcome | Skipped | Settlement;
type Settled<A extends Settlement['action']> = Extract<Settlement, { readonly action: A }>;

/**
 * What becomes of a message, given what became of the signups in it; `undefined` when all of them are done.
 *
 * As long as one can still succeed the whole message is tried again, which leaves the delivered ones unchanged. Only then
 * a signup that can never succeed makes it a dead letter: so nothing of it is given up early.
 */
export function combineResults(results: readonly Result[]): Settlement | undefined {
  const [crash] = settledBy('crash', results);
  if (crash) return crash;
  const postponed = settledBy('postpone', results);
  const [first] = postponed.toSorted((a, b) => b.delayMs - a.delayMs);
  if (first) return { ...first, attempts: Math.max(...postponed.map(({ attempts }) => attempts)) };
  return combineDead(settledBy('deadLetter', results), results.length);
}

const settledBy = <A extends Settlement['action']>(
  action: A,
  results: readonly Result[],
): readonly Settled<A>[] =>
  results.filter((one): one is Settled<A> => 'action' in one && one.action === action);

function combineDead(
  dead: readonly Settled<'deadLetter'>[],
  all: number,
): Settled<'deadLetter'> | undefined {
  const [first] = dead;
  if (first === undefined || all === 1) return first;
  const attempts = Math.max(...dead.map((one) => one.attempts));
  return {
    ...first,
    attempts,
    detail: `${dead.length} of ${all} signups in this delivery: ${first.detail}`,
  };
}
