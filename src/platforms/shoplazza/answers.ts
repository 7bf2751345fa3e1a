import type { HttpAnswer } from '../../http/http.ts';
import type { Verdict } from '../../delivery/platform-port.ts';
import { retryAfterOf, unfinished } from '../unfinished.ts';
import { errorTexts } from './error-texts.ts';
import { type Operation, OPERATIONS } from './operations.ts';

/** Nothing is wrong with the signup: a shop that moved (3xx, 405, 410, 421), is not paid (402) or is locked (423). */
const SHOP_IS_ELSEWHERE_OR_CLOSED: ReadonlySet<number> = new Set([402, 405, 410, 421, 423]);
const NOT_ACTIVE = /^(?:the )?(?:store|shop) is not active\.?$/i;
/** The whole message: a customer may be named anything, and shops echo names. */
const UNAUTHORIZED = /^\W*unauthori[sz]ed\W*$/i;
const TAKEN = /\b(?:is|been|already) (?:taken|exists)\.?$/i;

/**
 * What an answer means for the event; `undefined` when it is a success.
 *
 * @see https://shoplazza.dev/reference/http-status
 */
export function verdictOf(operation: Operation, answer: HttpAnswer): Verdict | undefined {
  const { status, body } = answer;
  const texts = errorTexts(body);
  const says = (message: RegExp): boolean => texts.some((text) => message.test(text));
  // Said with several statuses, and the next signup of this shop will hear the same.
  if (says(NOT_ACTIVE)) return { kind: 'closed', ...retryAfterOf(answer) };
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  // Documented: missing or wrong credentials can be a 400.
  if (status === 400 && says(UNAUTHORIZED)) return { kind: 'unauthorized' };
  if (status === 429) return { kind: 'wait', ...retryAfterOf(answer) };
  // Before 5xx: since 2025-06 a broken business rule is a 500.
  if (operation === 'create' && (status === 409 || says(TAKEN))) return { kind: 'taken' };
  if (status === 404) return OPERATIONS[operation].missing;
  if (status === 408 || status >= 500) return unfinished(operation, answer);
  if (status < 400 || SHOP_IS_ELSEWHERE_OR_CLOSED.has(status)) {
    return { kind: 'closed', ...retryAfterOf(answer) };
  }
  return { kind: 'final', reason: 'rejected' };
}
