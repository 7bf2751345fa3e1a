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
