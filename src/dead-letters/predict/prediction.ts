import type { Settlement } from '../../delivery/settle.ts';
import type { Issue } from '../../event/errors.ts';
import type { LeftOut } from '../../event/left-out.ts';
import type { UnclearConsent } from '../../sources/source.ts';
import type { LetterReason } from '../letter.ts';

/** The expected result of a replay. */
export interface Prediction {
  /** `delivers`: the letter passes all checks of today's code and configuration before the first call to the shop. */
  readonly verdict: 'delivers' | 'skipped' | 'fails';
  /** The reason after the failed replay. */
  readonly reason?: LetterReason;
  /** Free of personal data. */
  readonly detail?: string;
  /** Violated rules, with pointers into the event. */
  readonly issues?: readonly Issue[];
  /** The letter passes the relay's checks, but the shop refused it the last time; `detail` has the shop's answer. */
  readonly shopDecides?: true;
  /**
   * Result of a dry-run attempt, if there was one. `waits`: the shop takes no calls now, or another attempt has leased the
   * same contact; `detail` says which.
   */
  readonly outcome?: 'created' | 'updated' | 'unchanged' | 'waits';
  /** Parts of its signups that would not be used, by path and rule. Of letters that are delivered. */
  readonly leftOut?: readonly LeftOut[];
  /** Channels whose consent is unclear. */
  readonly unclear?: readonly UnclearConsent['channel'][];
  /** Absent if unknown. */
  readonly store?: string;
}

/** Prediction for a letter whose attempt ends with this settlement before the first call to the shop. */
export function failureOf(
  settlement: Settlement,
): Pick<Prediction, 'verdict' | 'reason' | 'detail'> {
  if (settlement.action === 'deadLetter') {
    const { reason, detail } = settlement;
    return { verdict: 'fails', reason, detail };
  }
  const { action, why: detail } = settlement;
  // Postponed attempts of a store that stays wrong end with this reason.
  return { verdict: 'fails', reason: action === 'crash' ? 'crashed' : 'retries_exhausted', detail };
}

/** The shop's answers to a write. A dry run only reads, so it cannot tell whether the shop would repeat them. */
export const WRITE_REASONS: ReadonlySet<LetterReason> = new Set(['rejected', 'contact_taken']);

/** The shop's answers. The relay's checks passed before that answer, so passing them again proves little. */
export const SHOP_REASONS: ReadonlySet<LetterReason> = new Set([
  ...WRITE_REASONS,
  'identity_conflict',
  'customer_not_found',
  'unauthorized',
]);
