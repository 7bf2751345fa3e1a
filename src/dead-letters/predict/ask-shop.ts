import type { Attempted } from '../../consume/attempted.ts';
import type { Prepared } from '../../consume/prepared.ts';
import type { DeadLetter } from '../letter.ts';
import type { DryRunAttempt } from './dry-run.ts';
import { keptBackIn } from './kept-back.ts';
import { failureOf, type Prediction, WRITE_REASONS } from './prediction.ts';

/** Predicts a letter that passes the relay's own checks by a dry-run attempt, which asks ledger and shop. */
export async function askShop(
  letter: Pick<DeadLetter, 'reason' | 'detail'>,
  prepared: Prepared,
  dryRunAttempt: DryRunAttempt,
): Promise<Omit<Prediction, 'store' | 'issues'>> {
  const { settlement, parts } = await dryRunAttempt(prepared);
  if (settlement?.action === 'postpone')
    return { verdict: 'delivers', outcome: 'waits', detail: settlement.why };
  if (settlement !== undefined) return failureOf(settlement);
  const outcome = outcomeOf(parts);
  const kept = keptBackIn(parts);
  if (outcome === 'unchanged' || !WRITE_REASONS.has(letter.reason))
    return { verdict: 'delivers', outcome, ...kept };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { verdict: 'delivers', outcome, shopDecides: true, detail: last, ...kept };
}

/** Of several signups in one letter, the outcome that changes most. */
function outcomeOf(parts: Attempted['parts']): 'created' | 'updated' | 'unchanged' {
  const outcomes = new Set(
    parts.flatMap(({ result }) => ('outcome' in result ? result.outcome : [])),
  );
  if (outcomes.has('created')) return 'created';
  return outcomes.has('updated') ? 'updated' : 'unchanged';
}
