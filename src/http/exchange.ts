import type { LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { HttpError, toHttpError } from './http-error.ts';

interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Time for the whole exchange, connecting and reading included, in milliseconds. */
  readonly timeoutMs: number;
}

interface ExchangeOptions {
  /** Time to connect, in milliseconds. */
  readonly connectMs: number;
  /** A longer answer is an error, in bytes. */
  readonly maxBytes: number;
  /**
   * Milliseconds since the epoch. With it, connections that were idle for long are replaced. A frozen function does not
   * notice that the server closed them, and would lose a request on such a connection.
   */
  readonly now?: (() => number) | undefined;
  /** Finds the addresses of a host. @default those of the system */
  readonly lookup?: LookupFunction;
}

/** @throws HttpError when no complete answer arrived in time. */
export type Exchange = (request: OutgoingRequest) => Promise<IncomingAnswer>;

/**
 * Open connections to one host; further requests wait for one of them. An idle connection is kept as long as the server
 * says, else for `keepAliveTimeout` milliseconds.
 */
const KEPT = { connections: 50, keepAliveTimeout: 30_000 };

/** `AnswerReader` has one timer for the whole exchange. */
const NO_TIMERS = { headersTimeout: 0, bodyTimeout: 0 };

/** HTTP over connections that stay open between calls. Uses undici's dispatcher, which makes no streams. */
export function createExchange({ connectMs, maxBytes, now, lookup }: ExchangeOptions): Exchange {
  const connect = { timeout: connectMs, ...(lookup && { lookup }) };
  const open = (): Agent => new Agent({ ...KEPT, ...NO_TIMERS, connect, allowH2: false });
  let agent = open();
  let usedAt = now?.() ?? 0;
  const replaceIdle = (time: number): void => {
    if (time - usedAt > KEPT.keepAliveTimeout) {
      void agent.close();
      agent = open();
    }
    usedAt = time;
  };
  return async ({ method, url, headers, body = null, timeoutMs }) =>
    new Promise((resolve, reject) => {
      if (now) replaceIdle(now());
      const reader = new AnswerReader(maxBytes, timeoutMs, resolve, reject);
      const { origin, pathname, search } = url;
      // The reader also gets the error of a request that could not start.
      agent.dispatch({ origin, path: pathname + search, method, headers, body }, reader);
    });
}

/** An answer of any status; redirects are not followed. */
interface IncomingAnswer {
  readonly status: number;
  readonly text: string;
  /** Names in lower case; cookies are left out. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Reads one answer into memory, or rejects with the reason why there is none. */
class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #resolve: (answer: IncomingAnswer) => void;
  readonly #reject: (error: HttpError) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #headers: Headers = {};
  #failure: HttpError | undefined;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(
    maxBytes: number,
    timeoutMs: number,
    resolve: (answer: IncomingAnswer) => void,
    reject: (error: HttpError) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.floor(timeoutMs)));
  }

  /** The connection is open, and no byte of the request is written yet. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_: unknown, status: number, headers: Headers): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#maxBytes)
      this.fail(new HttpError('the answer is too long', true, false, true));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const headers = this.#headers;
    const [only, ...more] = this.#chunks;
    const bytes = only && more.length === 0 ? only : Buffer.concat(this.#chunks);
    const text = bytes.toString('utf8');
    const answer = { status: this.#status, text, headers: () => plain(headers) };
    // The connection becomes free one tick of the event loop later. An earlier call would open another one.
    queueMicrotask(() => setImmediate(this.#resolve, answer));
  }

  onResponseError(_: unknown, error: Error): void {
    this.fail(toHttpError(error, this.#controller !== undefined));
  }

  fail(error: HttpError): void {
    if (this.#failure) return;
    clearTimeout(this.#timer);
    this.#failure = error;
    this.#reject(error);
    this.#controller?.abort(error);
  }

  #expire(): void {
    const isSent = this.#controller !== undefined;
    this.fail(
      new HttpError(isSent ? 'no answer in time' : 'no connection in time', isSent, isSent),
    );
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Joins repeated headers. Cookies are dropped: no caller needs them. */
function plain(headers: Headers): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    if (name !== 'set-cookie') names[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return names;
}
