import type { Verdict } from '../delivery/platform-port.ts';
import type { ShopRequest } from './shared/shop-call.ts';

/** One call of a platform's API. */
export interface OperationFacts {
  readonly method: ShopRequest['method'];
  /** The path as the documentation writes it. */
  readonly route: string;
  /** What a 404 means. */
  readonly missing: Verdict;
}

/** A wrong base URL, or a retired API version, answers 404 to everything. Nothing is wrong with the signup. */
export const NO_SUCH_API: Verdict = { kind: 'closed' };
/** The customer of this id does not exist any more. */
export const GONE: Verdict = { kind: 'gone' };
