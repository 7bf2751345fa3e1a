import type { Settlement } from '../../delivery/settle.ts';
import type { Issue } from '../../event/errors.ts';
import type { LetterReason } from '../letter.ts';

/** What `consume` will make of a letter once it is replayed. */
export interface Prediction {
  /** `delivers`: it passes every check of today's code and configuration, up to the calls to the shop. */
  readonly verdict: 'delivers' | 'skipped' | 'fails';
  /** Of the dead letter that it becomes again. */
  readonly reason?: LetterReason;
  /** Free of personal data. */
  readonly detail?: string;
  /** Broken rules, with pointers into the event. */
  readonly issues?: readonly Issue[];
  /** It passes our checks, but the shop refused it the last time; `detail` says what it said. */
  readonly shopDecides?: true;
  /**
   * What the shop and the ledger say, where they were asked. `waits`: the shop takes no calls now, or somebody is at work
   * for the same person; `detail` says why.
   */
  readonly outcome?: 'created' | 'updated' | 'unchanged' | 'waits';
  /** Where it is known. */
  readonly store?: string;
}

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

/** Answers of the shop to a write: reading does not tell whether it would give them again. */
export const WRITE_REASONS: ReadonlySet<LetterReason> = new Set(['rejected', 'contact_taken']);

/** Answers of the shop: our checks passed before, so that they pass again says little. */
export const SHOP_REASONS: ReadonlySet<LetterReason> = new Set([
  ...WRITE_REASONS,
  'identity_conflict',
  'customer_not_found',
  'unauthorized',
]);
