import { createExchange } from './exchange.ts';

export { HttpError } from './http-error.ts';

/** One HTTP request with a JSON body. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Time for the whole call, connecting and reading included, in milliseconds. */
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; the text itself if it is not JSON; `undefined` if it is empty. */
  readonly body: unknown;
}

/** @throws HttpError when no complete answer arrived in time. An answer of any status is no error. */
export type Http = (call: HttpCall) => Promise<HttpAnswer>;

/** Time to connect, in milliseconds. */
const CONNECT_MS = 3_000;
/** A longer answer is an error, in bytes: 50 customers with every field need less. */
const MAX_ANSWER_BYTES = 2_000_000;

/** JSON over HTTP, with connections that stay open between calls. @param now see `createExchange`. */
export function createHttp(now?: () => number): Http {
  const exchange = createExchange({ connectMs: CONNECT_MS, maxBytes: MAX_ANSWER_BYTES, now });
  return async ({ method, url, headers, body, timeoutMs }) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await exchange({
      method,
      url,
      headers: { host: url.host, accept: 'application/json', ...lengthOf(text), ...headers },
      body: text,
      timeoutMs,
    });
    return { status: answer.status, headers: answer.headers(), body: parseBody(answer.text) };
  };
}

const lengthOf = (text: string | undefined): Readonly<Record<string, string>> =>
  text === undefined
    ? {}
    : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };

function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
