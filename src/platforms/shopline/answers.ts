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

/**
 * The calls that the relay makes. `token` is for the operator's command that tests a token.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 * @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers/search', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
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
  const code =
    isRecord(body) && typeof body['code'] === 'string' ? [body['code'].slice(0, 200)] : [];
  const mayBeTaken =
    [400, 409, 422].includes(status) && mayMeanDuplicate([...code, ...errorTexts(body)]);
  if (operation === 'create' && (mayBeTaken || status === 409)) return { kind: 'taken' };
  if (operation === 'update' && mayBeTaken) return { kind: 'final', reason: 'contact_taken' };
  return { kind: 'final', reason: 'rejected' };
}

const DUPLICATE =
  /\b(?:already|taken|duplicat\w*|exists?|existed|existing|registered|in use|(?:been|is) used|(?:an)?other (?:customer|member|user|account)|unique\w*|[a-z]+0*409)\b|已|重[複复覆]|被.{0,10}使用/u;

/** The opposite, in the same words. */
const ABSENT =
  /\b(?:not|never|doesn't|don't|isn't|no longer)\s+(?:yet\s+|been\s+|already\s+)*(?:exist|registered|taken)\w*|不存在/gu;

/**
 * Whether an error text or code may say that another customer has this e-mail or phone. SHOPLINE does not document the
 * texts. A wrong yes is safe: it costs one search, and the search decides.
 */
function mayMeanDuplicate(texts: readonly string[]): boolean {
  return texts.some((text) => DUPLICATE.test(plainWords(text).replaceAll(ABSENT, ' ')));
}

/** `EMAIL_TAKEN` and `EmailTaken` as words. E-mail addresses are removed: they are the customer's words, not the shop's. */
function plainWords(text: string): string {
  return text
    .replaceAll(/\S*@\S*/g, ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll('’', "'")
    .toLowerCase();
}

/** How many messages of one answer are read. */
const MAX_TEXTS = 5;

/** The messages of an error answer: `message` and `error` (a 422 can have both), or the text of a gateway. */
export function errorTexts(body: unknown): readonly string[] {
  const found = isRecord(body) ? [body['message'], body['error']] : [body];
  return [...new Set(textsAmong(found.flat()))].slice(0, MAX_TEXTS);
}
