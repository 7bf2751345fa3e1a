import type { Settlement } from '../delivery/settle.ts';
import type { PartResult } from './attempted.ts';

type Settled<A extends Settlement['action']> = Extract<Settlement, { readonly action: A }>;

/**
 * Decides how a message ends, from the results of its parts; `undefined` when all parts are done.
 *
 * While one part can still succeed, the whole message is tried again; delivered parts stay unchanged. Only then does a
 * part that can never succeed make a dead letter, so no part is given up early.
 */
export function combineResults(results: readonly PartResult[]): Settlement | undefined {
  const [crash] = settledBy('crash', results);
  if (crash) return crash;
  const postponed = settledBy('postpone', results);
  const [longest] = postponed.toSorted((a, b) => b.delayMs - a.delayMs);
  if (longest) {
    return { ...longest, attempts: Math.max(...postponed.map(({ attempts }) => attempts)) };
  }
  return combineDead(settledBy('deadLetter', results), results.length);
}

const settledBy = <A extends Settlement['action']>(
  action: A,
  results: readonly PartResult[],
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
