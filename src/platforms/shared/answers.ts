import type { Verdict } from '../../delivery/platform-port.ts';
import type { HttpAnswer, HttpError } from '../../http/http.ts';
import { parseRetryAfter } from '../../http/retry-after.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ShopRequest } from './shop-call.ts';

/** One call of a platform's API. */
export interface Endpoint {
  readonly method: ShopRequest['method'];
  /** The path as the documentation writes it. */
  readonly route: string;
  /** The verdict for a 404. */
  readonly missing: Verdict;
}

/** With a wrong base URL, or a retired API version, every call answers 404. The signup is not the cause. */
export const NO_SUCH_API: Verdict = { kind: 'closed' };

/** The customer with this id does not exist any more. */
export const GONE: Verdict = { kind: 'gone' };

/** The shop moved (405, 410, 421), has not paid (402) or is locked (423). The signup is not the cause. */
const CLOSED: ReadonlySet<number> = new Set([402, 405, 410, 421, 423]);

/** What a status means on every platform; `undefined` for a success. */
export function verdictByStatus(
  operation: string,
  { missing }: Endpoint,
  answer: HttpAnswer,
): Verdict | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  // The token is wrong, lacks a permission, or may not be used from this address.
  if (status === 401 || status === 403) return { kind: 'unauthorized' };
  if (status === 404) return missing;
  if (status === 429) return { kind: 'wait', ...retryAfterOf(answer) };
  if (status === 408 || status >= 500) return unfinished(operation, answer);
  if (status < 400 || CLOSED.has(status)) return { kind: 'closed', ...retryAfterOf(answer) };
  return { kind: 'final', reason: 'rejected' };
}

/**
 * The verdict for a 408 or 5xx: the shop may have written. Every call except create is safe to repeat. An update sets
 * the same values again; an address is added only after a search for it.
 */
export function unfinished(operation: string, answer: HttpAnswer): Verdict {
  return operation === 'create'
    ? { kind: 'ambiguous' }
    : { kind: 'again', ...retryAfterOf(answer) };
}

/** The verdict when no answer came. */
export function silence(
  operation: string,
  { method }: Pick<Endpoint, 'method'>,
  { maybeSent, isPending }: HttpError,
): Verdict {
  if (operation === 'create') return { kind: maybeSent ? 'ambiguous' : 'again' };
  const mayStillWrite = isPending && method !== 'GET';
  // This call comes before every other write of an update.
  const isUnwritten = operation === 'update' && !maybeSent;
  return {
    kind: 'again',
    ...(mayStillWrite && { mayStillWrite }),
    ...(isUnwritten && { isUnwritten }),
  };
}

/** How long the shop asks the relay to wait. */
export function retryAfterOf({ headers }: HttpAnswer): { readonly retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], headers['date']);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** Longest part of a message that is read, in characters: a gateway can answer with megabytes of HTML. */
const MAX_LENGTH = 2_000;

/** The texts among these values, trimmed, without the empty ones. */
export function textsAmong(values: readonly unknown[]): readonly string[] {
  return values
    .filter((value) => typeof value === 'string')
    .map((text) => text.slice(0, MAX_LENGTH).trim())
    .filter((text) => text !== '');
}

/** A customer or an address as the shop shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** The id of a customer or an address. It becomes part of URLs and ledger keys, so only safe characters count as an id. */
export function idOf(row: unknown): string | undefined {
  const id = isRecord(row) ? row['id'] : undefined;
  return typeof id === 'string' && /^[\w-]{1,128}$/.test(id) ? id : undefined;
}

/** A time in an answer, RFC 3339 with any offset, in milliseconds since the epoch; absent if it is none. */
export function updatedAtOf(value: unknown): { readonly updatedAt?: number } {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? {} : { updatedAt: ms };
}

/** The stored values of these parameters, as far as a customer shows them. Absent if none is asked for. */
export const valuesIn = (
  row: Row,
  parameters: readonly string[],
): { readonly values?: Readonly<Record<string, unknown>> } => {
  if (parameters.length === 0) return {};
  const shown = parameters.filter((name) => Object.hasOwn(row, name));
  return { values: Object.fromEntries(shown.map((name) => [name, row[name]])) };
};
