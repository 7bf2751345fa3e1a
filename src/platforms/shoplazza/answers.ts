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

/** How many messages of one answer are read. */
const MAX_TEXTS = 10;

/** How much of a message is read, in characters: a gateway can answer with megabytes of HTML. */
const MAX_LENGTH = 2_000;

/**
 * The messages of an error answer in any of the shapes that Shoplazza and what stands before it use: `errors` as a list
 * or by field, `error`, `message`, a bare JSON text, plain text.
 */
export function errorTexts(body: unknown): readonly string[] {
  const answer = isRecord(body) ? body : undefined;
  const found = answer
    ? [answer['message'], answer['error'], ...messagesOf(answer['errors'])]
    : messagesOf(body);
  return found
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, MAX_LENGTH).trim())
    .filter((text) => text !== '')
    .slice(0, MAX_TEXTS);
}

function messagesOf(errors: unknown): readonly unknown[] {
  if (Array.isArray(errors)) return errors.slice(0, MAX_TEXTS);
  const byField = isRecord(errors) ? errors : undefined;
  if (!byField) return [errors];
  return Object.entries(byField)
    .slice(0, MAX_TEXTS)
    .flatMap(([field, texts]) =>
      (Array.isArray(texts) ? texts.slice(0, MAX_TEXTS) : [texts]).map((text) =>
        typeof text === 'string' ? `${field} ${text}` : undefined,
      ),
    );
}

/**
 * The calls that the relay makes; `count` is how an operator's command tries a token out.
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
  // The address was deleted since it was read: the next attempt reads again.
  setDefault: {
    method: 'PUT',
    route: '/customers/{id}/addresses/{address}/default',
    missing: { kind: 'again' },
  },
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof OPERATIONS;

/** A customer or an address as the shop shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** What an answer holds under this name, in the bare envelope of 2022-01 or in the `data` envelope of 2025-06. */
export function contentOf(body: unknown, name: 'customer' | 'address'): Row | undefined {
  const content = envelopeOf(body)[name];
  return isRecord(content) ? content : undefined;
}

/** The objects of a list answer, in either envelope; `undefined` when there is no list. */
export function rowsOf(body: unknown, name: 'customers' | 'addresses'): readonly Row[] | undefined {
  const rows = envelopeOf(body)[name];
  return Array.isArray(rows) ? rows.filter(isRecord) : undefined;
}

function envelopeOf(body: unknown): Row {
  const answer = isRecord(body) ? body : {};
  return isRecord(answer['data']) ? answer['data'] : answer;
}

/** The id of a customer or an address. It becomes part of a path, so only harmless characters make an id. */
export function idOf(row: Row | undefined): string | undefined {
  const id = row?.['id'];
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}
