import { HttpError, type HttpAnswer } from '../../http.ts';
import { PlatformError } from '../../relay/ports.ts';
import { isRecord } from '../is-record.ts';
import { safeCode, safeText } from '../safe-text.ts';
import type { ShopCall, ShopRequest } from '../shop-call.ts';
import { errorTexts } from './error-texts.ts';
import { type Operation, OPERATIONS } from './operations.ts';
import { verdictOf, verdictOfSilence } from './verdict.ts';

/** One call to the shop. @throws PlatformError it did not succeed. @throws WaitError no time is left to start it. */
export type Ask = (
  operation: Operation,
  details?: Pick<ShopRequest, 'path' | 'query' | 'body'>,
) => Promise<HttpAnswer>;

/** Calls whose failures are judged by Shoplazza's error table. */
export function createAsk(call: ShopCall): Ask {
  return async (operation, details) => {
    const { method, route } = OPERATIONS[operation];
    const answer = await call({ method, route, ...details }).catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      throw new PlatformError(
        verdictOfSilence(operation, error),
        `${method} ${route} got no answer: ${error.message}`,
      );
    });
    const verdict = verdictOf(operation, answer);
    if (verdict) throw new PlatformError(verdict, detailOf(operation, answer));
    return answer;
  };
}

/** @returns the error for a success whose content cannot be read. */
export function unreadable(operation: Operation, { status }: HttpAnswer): PlatformError {
  const { method, route } = OPERATIONS[operation];
  // A create that succeeded made a customer, readable or not.
  const kind = operation === 'create' ? 'ambiguous' : 'again';
  return new PlatformError({ kind }, `${method} ${route} answered ${status} with an unknown body`);
}

function detailOf(operation: Operation, { status, body }: HttpAnswer): string {
  const { method, route } = OPERATIONS[operation];
  const said = [safeCode(isRecord(body) ? body['code'] : undefined), safeText(errorTexts(body))]
    .filter((text) => text !== undefined && text !== '')
    .join(' ');
  return `${method} ${route} answered ${status}${said && `: ${said}`}${hint(operation, status)}`;
}

/** What to look at, where the shop's own words do not say it. */
function hint(operation: Operation, status: number): string {
  if (status === 401) return ' (the token is wrong or has expired)';
  if (status === 403) return ' (the token lacks the scope read_customer or write_customer)';
  const isConfiguration =
    (status >= 300 && status < 400) ||
    (status === 404 && OPERATIONS[operation].missing.kind === 'closed');
  return isConfiguration
    ? " (the store's baseUrl is wrong, or its API version has been retired)"
    : '';
}
