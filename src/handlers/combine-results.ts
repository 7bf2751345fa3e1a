import type { Outcome } from '../relay/job.ts';
import type { Settlement } from '../relay/settle.ts';

/** Something in a message that is no signup. */
export interface Skipped {
  readonly outcome: 'skipped';
  /** Free of personal data. */
  readonly why: string;
}

type Dead = Extract<Settlement, { readonly action: 'deadLetter' }>;
type Postponed = Extract<Settlement, { readonly action: 'postpone' }>;

/**
 * What becomes of a message, given what became of the signups in it; `undefined` when all of them are done.
 *
 * As long as one can still succeed the whole message is tried again, which leaves the delivered ones unchanged. Only then
 * a signup that can never succeed makes it a dead letter: so nothing of it is given up early.
 */
export function combineResults(
  results: readonly (Outcome | Skipped | Settlement)[],
): Settlement | undefined {
  const open = results.filter((result): result is Settlement => 'action' in result);
  const crash = open.find(({ action }) => action === 'crash');
  if (crash) return crash;
  const postponed = open.filter((one): one is Postponed => one.action === 'postpone');
  const [first] = postponed.toSorted((a, b) => b.delayMs - a.delayMs);
  if (first) return { ...first, attempts: Math.max(...postponed.map(({ attempts }) => attempts)) };
  return combineDead(
    open.filter((one): one is Dead => one.action === 'deadLetter'),
    results.length,
  );
}

function combineDead(dead: readonly Dead[], all: number): Dead | undefined {
  const [first] = dead;
  if (first === undefined || all === 1) return first;
  const attempts = Math.max(...dead.map((one) => one.attempts));
  return {
    ...first,
    attempts,
    detail: `${dead.length} of ${all} signups in this delivery: ${first.detail}`,
  };
}
