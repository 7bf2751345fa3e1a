import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** One HTTP request with a JSON body. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
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
  /** The parsed JSON; the text itself where it is not JSON; `undefined` where it is empty. */
  readonly body: unknown;
}

/** There was no answer. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** False only where it is certain that the server never saw the request. */
  readonly maybeSent: boolean;
  /** Whether the server may still be working on it: the time was up, the connection stood. */
  readonly isPending: boolean;

  constructor(detail: string, maybeSent: boolean, isPending = false) {
    super(detail);
    this.maybeSent = maybeSent;
    this.isPending = isPending;
  }
}

/** @throws HttpError when no complete answer arrived in time. Every status is an answer. */
export type Http = (call: HttpCall) => Promise<HttpAnswer>;

/** Longest answer that is read, in bytes: more than 50 customers with every field. */
const MAX_ANSWER_BYTES = 2_000_000;

/** The AWS SDK's own HTTP handler: keep-alive connections, and nothing more in the bundle. */
export function createHttp(): Http {
  const handler = new NodeHttpHandler({ connectionTimeout: 3_000 });
  return async ({ method, url, headers, body, timeoutMs }) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const request = new HttpRequest({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        accept: 'application/json',
        ...(text !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(text)),
        }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    const abortSignal = AbortSignal.timeout(Math.max(1, Math.floor(timeoutMs)));
    try {
      const { response } = await handler.handle(request, { abortSignal });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: parseBody(await readText(response.body)),
      };
    } catch (error) {
      throw toHttpError(error, abortSignal.aborted);
    }
  };
}

async function readText(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new HttpError('the answer is too long', true);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Failures before a connection stood. Certificates are checked before the first byte of the request is sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_.*|ERR_TLS_.*|.*_CERT.*|UNABLE_TO_VERIFY_.*)$/;

/** Keeps the code and drops the text: texts of network errors can quote addresses with their query. */
function toHttpError(error: unknown, isTimeUp: boolean): HttpError {
  if (error instanceof HttpError) return error;
  // A connection that we cut off ourselves reports a reset.
  if (isTimeUp) return new HttpError('no answer in time', true, true);
  if (!(error instanceof Error)) return new HttpError('no answer', true);
  if ('code' in error && typeof error.code === 'string') {
    return new HttpError(error.code, !NEVER_SENT.test(error.code));
  }
  const isUnconnected = error.message.includes('did not establish a connection');
  return new HttpError(isUnconnected ? 'no connection in time' : 'no answer', !isUnconnected);
}
