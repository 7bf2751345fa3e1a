import type { Verdict } from '../../delivery/platform-port.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { isRecord } from '../../util/is-record.ts';
import {
  GONE,
  NO_SUCH_API,
  type OperationFacts,
  retryAfterOf,
  unfinished,
} from '../shared/ask-api.ts';

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

/** How much of a text is read, in characters: a gateway can answer with megabytes of HTML. */
const MAX_LENGTH = 2_000;

/** The messages of an error answer: `message` and `error` (a 422 can have both), or the text of a gateway. */
export function errorTexts(body: unknown): readonly string[] {
  const found = isRecord(body) ? [body['message'], body['error']] : [body];
  const texts = found
    .flat()
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, MAX_LENGTH).trim());
  return [...new Set(texts)].filter((text) => text !== '').slice(0, 5);
}

/**
 * The calls that the relay makes; `token` is how an operator's command tries a token out.
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
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof OPERATIONS;

const DUPLICATE =
  /\b(?:already|taken|duplicat\w*|exists?|existed|existing|registered|in use|been used|unique\w*)\b|已|重[複复]/u;

/** The opposite, in the same words. */
const ABSENT =
  /\b(?:not|never|doesn't|don't|isn't|no longer)\s+(?:yet\s+|been\s+|already\s+)*(?:exist|registered|taken)\w*|不存在/gu;

/**
 * Whether an error text or code may say that somebody else has this e-mail or phone. SHOPLINE does not document the
 * texts, so this is a guess on the safe side: a wrong yes costs a search, which then decides.
 */
function smellsOfDuplicate(texts: readonly string[]): boolean {
  return texts.some((text) => DUPLICATE.test(plainWords(text).replaceAll(ABSENT, ' ')));
}

/** `EMAIL_TAKEN` and `EmailTaken` as words; without e-mail addresses, which are the customer's words and not the shop's. */
function plainWords(text: string): string {
  return text
    .replaceAll(/\S*@\S*/g, ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll('’', "'")
    .toLowerCase();
}

/** The id of a customer. It becomes part of addresses and of the ledger, so only harmless characters count as an id. */
export function idOf(customer: unknown): string | undefined {
  const id = isRecord(customer) ? customer['id'] : undefined;
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}
