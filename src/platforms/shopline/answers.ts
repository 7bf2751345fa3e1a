import type { Verdict } from '../../delivery/platform-port.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { isRecord } from '../../util/is-record.ts';
import {
  type Endpoint,
  GONE,
  NO_SUCH_API,
  textsAmong,
  verdictByStatus,
} from '../shared/answers.ts';
import { mayMeanDuplicate, mayRefuse, refusedCreate } from '../shared/duplicates.ts';

/**
 * The calls that the relay makes. `token` and `list` are for commands of operators.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 * @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers/search', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
  list: { method: 'GET', route: '/customers', missing: NO_SUCH_API },
  token: { method: 'GET', route: '/token/info', missing: NO_SUCH_API },
  addTags: { method: 'PATCH', route: '/customers/{id}/tags', missing: GONE },
} as const satisfies Record<string, Endpoint>;

export type Operation = keyof typeof OPERATIONS;

/**
 * What an answer means for the event; `undefined` for a success.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/openapi-request-example
 */
export function verdictOf(operation: Operation, answer: HttpAnswer): Verdict | undefined {
  const verdict = verdictByStatus(operation, OPERATIONS[operation], answer);
  return verdict?.kind === 'final' ? refused(operation, answer) : verdict;
}

/** The remaining 4xx: SHOPLINE refuses the request itself, and would refuse it again. */
function refused(operation: Operation, { status, body }: HttpAnswer): Verdict {
  const texts = [...codeOf(body), ...errorTexts(body)];
  if (operation === 'create') return refusedCreate(status, texts, () => false);
  const isTaken = operation === 'update' && mayRefuse(status) && mayMeanDuplicate(texts);
  return { kind: 'final', reason: isTaken ? 'contact_taken' : 'rejected' };
}

const codeOf = (body: unknown): readonly string[] =>
  isRecord(body) && typeof body['code'] === 'string' ? [body['code'].slice(0, 200)] : [];

/** How many messages of one answer are read. */
const MAX_TEXTS = 5;

/** The messages of an error answer: `message` and `error` (a 422 can have both), or the text of a gateway. */
export function errorTexts(body: unknown): readonly string[] {
  const found = isRecord(body) ? [body['message'], body['error']] : [body];
  return [...new Set(textsAmong(found.flat()))].slice(0, MAX_TEXTS);
}
