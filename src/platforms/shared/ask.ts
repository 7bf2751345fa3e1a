import { PlatformError, type Verdict } from '../../delivery/platform-port.ts';
import { type HttpAnswer, HttpError } from '../../http/http.ts';
import { isRecord } from '../../util/is-record.ts';
import { type Endpoint, silence } from './answers.ts';
import { safeCode, safeText } from './safe-text.ts';
import type { ShopCall, ShopRequest } from './shop-call.ts';

/** The calls of a platform's API, and how to read their answers. */
export interface Api<Operation extends string> {
  readonly operations: Readonly<Record<Operation, Endpoint>>;
  /** What an answer means; `undefined` for a success. */
  readonly verdictOf: (operation: Operation, answer: HttpAnswer) => Verdict | undefined;
  readonly errorTexts: (body: unknown) => readonly string[];
  /** What the operator should check, because the shop's own message does not say it. */
  readonly hints: {
    readonly unauthorized: string;
    readonly forbidden: string;
    readonly wrongAddress: string;
  };
}

/** One call to the shop. @throws PlatformError the call failed. @throws WaitError no slot or no time is left for it. */
export type AskApi<Operation extends string> = (
  operation: Operation,
  details?: Pick<ShopRequest, 'path' | 'query' | 'body'>,
) => Promise<HttpAnswer>;

/** Calls whose failures become the verdicts of the platform's error table. */
export function createAskApi<Operation extends string>(
  call: ShopCall,
  api: Api<Operation>,
): AskApi<Operation> {
  return async (operation, details) => {
    const endpoint = api.operations[operation];
    const { method, route } = endpoint;
    const answer = await call({ method, route, ...details }).catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      throw new PlatformError(
        silence(operation, endpoint, error),
        `${method} ${route} got no answer: ${error.message}`,
      );
    });
    const verdict = api.verdictOf(operation, answer);
    if (verdict) throw new PlatformError(verdict, detailOf(endpoint, answer, api));
    return answer;
  };
}

/** How a platform is asked: its calls, and the error for a success with a body that cannot be read. */
export const askerOf = <Operation extends string>(api: Api<Operation>) => ({
  createAsk: (call: ShopCall): AskApi<Operation> => createAskApi(call, api),
  unreadable: (operation: Operation, answer: HttpAnswer): PlatformError =>
    unreadableAnswer(operation, api.operations[operation], answer),
});

/** The error for a success with a body that cannot be read. A create may have made a customer all the same. */
export function unreadableAnswer(
  operation: string,
  { method, route }: Endpoint,
  { status }: HttpAnswer,
): PlatformError {
  const kind = operation === 'create' ? 'ambiguous' : 'again';
  return new PlatformError({ kind }, `${method} ${route} answered ${status} with an unknown body`);
}

function detailOf(
  endpoint: Endpoint,
  { status, body }: HttpAnswer,
  { errorTexts, hints }: Pick<Api<string>, 'errorTexts' | 'hints'>,
): string {
  const code = isRecord(body) ? safeCode(body['code']) : undefined;
  const message = [code, safeText(errorTexts(body))].filter((text) => text).join(' ');
  const hint = hintFor(endpoint, status, hints);
  return `${endpoint.method} ${endpoint.route} answered ${status}${message && `: ${message}`}${hint && ` (${hint})`}`;
}

function hintFor({ missing }: Endpoint, status: number, hints: Api<string>['hints']): string {
  if (status === 401) return hints.unauthorized;
  if (status === 403) return hints.forbidden;
  const isElsewhere =
    (status >= 300 && status < 400) || (status === 404 && missing.kind === 'closed');
  return isElsewhere ? hints.wrongAddress : '';
}
