import type { Attempted } from '../../consume/attempted.ts';
import type { Prepared } from '../../consume/prepared.ts';
import { failureOf, type Prediction, WRITE_REASONS } from './prediction.ts';
import type { Letter } from '../letter.ts';
import type { Rehearse } from './dry-run.ts';

type Answer = Omit<Prediction, 'store' | 'issues'>;

/** What ledger and shop say to a letter that passes our own checks. */
export async function askShop(
  letter: Pick<Letter, 'reason' | 'detail'>,
  prepared: Prepared,
  rehearse: Rehearse,
): Promise<Answer> {
  const { settlement, parts } = await rehearse(prepared);
  if (settlement?.action === 'postpone')
    return { verdict: 'delivers', outcome: 'waits', detail: settlement.why };
  if (settlement !== undefined) return failureOf(settlement);
  const outcome = outcomeOf(parts);
  if (outcome === 'unchanged' || !WRITE_REASONS.has(letter.reason))
    return { verdict: 'delivers', outcome };
  const last = `last time: ${letter.detail ?? letter.reason}`;
  return { verdict: 'delivers', outcome, shopDecides: true, detail: last };
}

/** Of several signups in one letter, what changes most. */
function outcomeOf(parts: Attempted['parts']): 'created' | 'updated' | 'unchanged' {
  const outcomes = new Set(
    parts.flatMap(({ result }) => ('outcome' in result ? result.outcome : [])),
  );
  if (outcomes.has('created')) return 'created';
  return outcomes.has('updated') ? 'updated' : 'unchanged';
}
