import type { Settlement } from '../delivery/settle.ts';
import type { Prediction } from '../dead-letters/predict/prediction.ts';

/** What becomes of a letter whose attempt ends like this before the shop was called. */
export function failureOf(
  settlement: Settlement,
): Pick<Prediction, 'verdict' | 'reason' | 'detail'> {
  if (settlement.action === 'deadLetter') {
    const { reason, detail } = settlement;
    return { verdict: 'fails', reason, detail };
  }
  const { action, why: detail } = settlement;
  // What must wait now for a store that nobody corrects ends like this.
  return { verdict: 'fails', reason: action === 'crash' ? 'crashed' : 'retries_exhausted', detail };
}
