import type { Verdict } from '../../delivery/platform-port.ts';
import type { HttpAnswer } from '../../http/http.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import {
  type Endpoint,
  GONE,
  NO_SUCH_API,
  retryAfterOf,
  type Row,
  textsAmong,
  verdictByStatus,
} from '../shared/answers.ts';
import { refusedCreate } from '../shared/duplicates.ts';

/**
 * The calls that the relay makes. `count` is for the operator's command that tests a token.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
  count: { method: 'GET', route: '/customers/count', missing: NO_SUCH_API },
  listAddresses: { method: 'GET', route: '/customers/{id}/addresses', missing: GONE },
  addAddress: { method: 'POST', route: '/customers/{id}/addresses', missing: GONE },
  // The address was deleted after it was read: the next attempt reads again.
  setDefault: {
    method: 'PUT',
    route: '/customers/{id}/addresses/{address}/default',
    missing: { kind: 'again' },
  },
} as const satisfies Record<string, Endpoint>;

export type Operation = keyof typeof OPERATIONS;

const NOT_ACTIVE = /^(?:the )?(?:store|shop) is not active\.?$/i;

/**
 * The whole message or code must match: shops echo names, and a customer can have any name. Since 2025-06 the pages name
 * neither 401 nor its words, so the usual ones count.
 */
const UNAUTHORIZED =
  /^\W*(?:un ?authori[sz]ed|(?:invalid|expired|missing|wrong) (?:access )?token|(?:access )?token (?:is |has )?(?:invalid|expired|missing|wrong|required))\W*$/i;

/** Since 2025-06 the pages name no 404. The whole message must match: a wrong yes would forget a customer. */
const NOT_FOUND = /^(?:the )?(?:customer|data|record|resource) (?:is )?not found\.?$/i;

const TAKEN = /\b(?:is|been|already) (?:taken|exists)\.?$/i;

/** Documented refusals that a search cannot change. */
const KNOWN_REFUSALS =
  /^(?:password (?:is too short.*|confirmation must be equal to password)|(?:email|phone) is invalid|country(?: code)? can't be blank|param is missing or the value is empty: customer)$/i;

/**
 * What an answer means for the event; `undefined` for a success.
 *
 * @see https://shoplazza.dev/reference/http-status
 */
export function verdictOf(operation: Operation, answer: HttpAnswer): Verdict | undefined {
  const { status, body } = answer;
  const texts = errorTexts(body);
  const code = isRecord(body) ? textsAmong([body['code']]).map(codeWords) : [];
  const says = (message: RegExp, among = texts): boolean =>
    among.some((text) => message.test(text));
  // Comes with several statuses, and the next signup of this shop would get the same answer.
  if (says(NOT_ACTIVE)) return { kind: 'closed', ...retryAfterOf(answer) };
  // Documented: missing or wrong credentials can be a 400.
  if (status === 400 && says(UNAUTHORIZED, [...texts, ...code])) return { kind: 'unauthorized' };
  const { missing } = OPERATIONS[operation];
  if (missing.kind === 'gone' && [400, 422, 500].includes(status) && says(NOT_FOUND))
    return missing;
  const verdict = verdictByStatus(operation, OPERATIONS[operation], answer);
  if (verdict === undefined || verdict.kind === 'unauthorized' || verdict.kind === 'wait') {
    return verdict;
  }
  if (operation !== 'create') return verdict;
  // A 5xx can be a duplicate, too: since 2025-06 a broken business rule is a 500.
  if (says(TAKEN)) return { kind: 'taken' };
  if (verdict.kind !== 'final') return verdict;
  // A code alone, such as `InvalidParameter`, says nothing about the kind of refusal.
  const isKnown = (text: string): boolean => KNOWN_REFUSALS.test(text) || code.includes(text);
  return refusedCreate(status, texts.length > 0 ? [...texts, ...code] : [], isKnown);
}

/** `InvalidAccessToken` and `INVALID_ACCESS_TOKEN` as words. */
const codeWords = (code: string): string =>
  code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').replaceAll(/[_-]+/g, ' ');

/** How many messages of one answer are read. */
const MAX_TEXTS = 10;

/**
 * The messages of an error answer. Shoplazza and its gateways use several shapes. They are `errors` as a list or by
 * field, `error`, `message`, a bare JSON text, plain text.
 */
export function errorTexts(body: unknown): readonly string[] {
  const found = isRecord(body)
    ? [body['message'], body['error'], ...messagesOf(body['errors'])]
    : messagesOf(body);
  return textsAmong(found).slice(0, MAX_TEXTS);
}

function messagesOf(errors: unknown): readonly unknown[] {
  if (Array.isArray(errors)) return errors.slice(0, MAX_TEXTS);
  if (!isRecord(errors)) return [errors];
  return Object.entries(errors)
    .slice(0, MAX_TEXTS)
    .flatMap(([field, texts]) =>
      (Array.isArray(texts) ? texts.slice(0, MAX_TEXTS) : [texts]).map((text) =>
        typeof text === 'string' ? `${field} ${text}` : undefined,
      ),
    );
}

/** The customer or address in an answer, in either envelope: bare in 2022-01, inside `data` since 2025-06. */
export function contentOf(body: unknown, name: 'customer' | 'address'): Row | undefined {
  const content = envelopeOf(body)[name];
  return isRecord(content) ? content : undefined;
}

/** The objects of a list answer, in either envelope; `undefined` without a list. */
export function rowsOf(body: unknown, name: 'customers' | 'addresses'): readonly Row[] | undefined {
  const rows = envelopeOf(body)[name];
  return Array.isArray(rows) ? rows.filter(isRecord) : undefined;
}

/** The cursor of the next page; `undefined` at the end, and in a version without cursors. */
export function nextCursor(body: unknown, { paging }: ShoplazzaVersion): string | undefined {
  if (paging === 'page') return undefined;
  const { cursor, has_more: hasMore } = envelopeOf(body);
  return hasMore === true && typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
}

/** What an answer holds, without its envelope. */
export function envelopeOf(body: unknown): Row {
  const answer = isRecord(body) ? body : {};
  return isRecord(answer['data']) ? answer['data'] : answer;
}
