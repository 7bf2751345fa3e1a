import { PlatformError, type Verdict } from '../../delivery/platform-port.ts';
import { type HttpAnswer, HttpError } from '../../http/http.ts';
import { isRecord } from '../../util/is-record.ts';
import { safeCode, safeText } from './safe-text.ts';
import type { ShopCall, ShopRequest } from './shop-call.ts';

/** A platform's API, as far as its answers have to be understood. */
export interface Api<Operation extends string> {
  readonly operations: Readonly<Record<Operation, OperationFacts>>;
  /** What an answer means; `undefined` when it is a success. */
  readonly verdictOf: (operation: Operation, answer: HttpAnswer) => Verdict | undefined;
  readonly errorTexts: (body: unknown) => readonly string[];
  /** What to look at, where the shop's own words do not say it. */
  readonly hints: {
    readonly unauthorized: string;
    readonly forbidden: string;
    readonly wrongAddress: string;
  };
}

/** One call to the shop. @throws PlatformError it did not succeed. @throws WaitError no time is left to start it. */
export type AskApi<Operation extends string> = (
  operation: Operation,
  details?: Pick<ShopRequest, 'path' | 'query' | 'body'>,
) => Promise<HttpAnswer>;

/** Calls whose failures are judged by the platform's error table. */
export function createAskApi<Operation extends string>(
  call: ShopCall,
  api: Api<Operation>,
): AskApi<Operation> {
  return async (operation, details) => {
    const facts = api.operations[operation];
    const { method, route } = facts;
    const answer = await call({ method, route, ...details }).catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      throw new PlatformError(
        silence(operation, facts, error),
        `${method} ${route} got no answer: ${error.message}`,
      );
    });
    const verdict = api.verdictOf(operation, answer);
    if (verdict) throw new PlatformError(verdict, detailOf(facts, answer, api));
    return answer;
  };
}

/** @returns the error for a success whose content cannot be read. */
export function unreadableAnswer(
  operation: string,
  { method, route }: OperationFacts,
  { status }: HttpAnswer,
): PlatformError {
  // A create that succeeded made a customer, readable or not.
  const kind = operation === 'create' ? 'ambiguous' : 'again';
  return new PlatformError({ kind }, `${method} ${route} answered ${status} with an unknown body`);
}

function detailOf(
  facts: OperationFacts,
  { status, body }: HttpAnswer,
  { errorTexts, hints }: Pick<Api<string>, 'errorTexts' | 'hints'>,
): string {
  const code = isRecord(body) ? safeCode(body['code']) : undefined;
  const said = [code, safeText(errorTexts(body))].filter((text) => text).join(' ');
  const hint = hintOf(facts, status, hints);
  return `${facts.method} ${facts.route} answered ${status}${said && `: ${said}`}${hint && ` (${hint})`}`;
}

function hintOf({ missing }: OperationFacts, status: number, hints: Api<string>['hints']): string {
  if (status === 401) return hints.unauthorized;
  if (status === 403) return hints.forbidden;
  const isElsewhere =
    (status >= 300 && status < 400) || (status === 404 && missing.kind === 'closed');
  return isElsewhere ? hints.wrongAddress : '';
}

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

/**
 * What a 5xx means: the shop may have done it. Everything but create can be repeated: an update sets the same values
 * again, and an address is looked for before it is added.
 */
export function unfinished(operation: string, answer: HttpAnswer): Verdict {
  return operation === 'create'
    ? { kind: 'ambiguous' }
    : { kind: 'again', ...retryAfterOf(answer) };
}

/** What it means that no answer came. */
export function silence(
  operation: string,
  { method }: OperationFacts,
  { maybeSent, isPending }: HttpError,
): Verdict {
  if (operation === 'create') return { kind: maybeSent ? 'ambiguous' : 'again' };
  const mayStillWrite = isPending && method !== 'GET';
  return { kind: 'again', ...(mayStillWrite && { mayStillWrite }) };
}

/** How long the shop asks to be left alone. */
export function retryAfterOf({ headers }: HttpAnswer): { readonly retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], headers['date']);
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** Longest wait that a platform may ask for, in milliseconds. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds, at most one hour.
 *
 * @param header seconds or an HTTP date; `undefined` and anything else give `undefined`.
 * @param date the answer's own `Date` header: an HTTP date is measured against the clock that wrote it.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function parseRetryAfter(header: string | undefined, date?: string): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, MAX_RETRY_AFTER_MS);
  const waitMs = httpDate(text) - httpDate(date ?? '');
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

/** Only the date form that HTTP allows today to be sent; `Date.parse` alone would take `"7"` for a month. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}
