import type { HttpAnswer } from '../../http/http.ts';
import type { Verdict } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import { retryAfterOf, unfinished } from '../unfinished.ts';
import { errorTexts } from './error-texts.ts';
import { type Operation, OPERATIONS } from './operations.ts';
import { smellsOfDuplicate } from './smells-of-duplicate.ts';

/** Nothing is wrong with the signup: a shop that moved (3xx, 405, 410, 421), is not paid (402) or is locked (423). */
const SHOP_IS_ELSEWHERE_OR_CLOSED: ReadonlySet<number> = new Set([402, 405, 410, 421, 423]);

/**
 * What an answer means for the event; `undefined` when it is a success.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 */
export function verdictOf(operation: Operation, answer: HttpAnswer): Verdict | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  // A wrong token or an address that is not on its list; a token without the customer permission.
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  if (status === 404) return OPERATIONS[operation].missing;
  if (status === 429) return { kind: 'wait', ...retryAfterOf(answer) };
  if (status === 408 || status >= 500) return unfinished(operation, answer);
  if (status < 400 || SHOP_IS_ELSEWHERE_OR_CLOSED.has(status)) {
    return { kind: 'closed', ...retryAfterOf(answer) };
  }
  return refused(operation, answer);
}

/** The remaining 4xx: the request itself is not accepted, and will not be next time. */
function refused(operation: Operation, { status, body }: HttpAnswer): Verdict {
  const code =
    isRecord(body) && typeof body['code'] === 'string' ? [body['code'].slice(0, 200)] : [];
  const mayBeTaken =
    [400, 409, 422].includes(status) && smellsOfDuplicate([...code, ...errorTexts(body)]);
  if (operation === 'create' && (mayBeTaken || status === 409)) return { kind: 'taken' };
  if (operation === 'update' && mayBeTaken) return { kind: 'final', reason: 'contact_taken' };
  return { kind: 'final', reason: 'rejected' };
}
