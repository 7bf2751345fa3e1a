import { HttpError, type HttpAnswer } from '../../http/http.ts';
import { PlatformError, type Verdict } from '../../delivery/platform-port.ts';
import { isRecord } from '../../util/is-record.ts';
import type { OperationFacts } from '../operation-facts.ts';
import { safeCode, safeText } from './safe-text.ts';
import type { ShopCall, ShopRequest } from './shop-call.ts';
import { silence } from '../unfinished.ts';

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
