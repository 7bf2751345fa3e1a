import type { Dispatcher } from 'undici';
import { HttpError, toHttpError } from './http/http-error.ts';

/** Its answer, whatever its status; redirects are not followed. */
export interface Incoming {
  readonly status: number;
  readonly text: string;
  /** Names in lower case; cookies are left out. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Reads one answer into memory, or says why there is none. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #maxBytes: number;
  readonly #resolve: (answer: Incoming) => void;
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
    resolve: (answer: Incoming) => void,
    reject: (error: HttpError) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, Math.floor(timeoutMs)));
  }

  /** The connection stands, and nothing has been written to it yet. */
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
    if (this.#size > this.#maxBytes) this.fail(new HttpError('the answer is too long', true));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const headers = this.#headers;
    const [only, ...more] = this.#chunks;
    const bytes = only && more.length === 0 ? only : Buffer.concat(this.#chunks);
    const text = bytes.toString('utf8');
    const answer = { status: this.#status, text, headers: () => plain(headers) };
    // Its connection is free one turn of the event loop later: a next call that comes before would open another one.
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

/** What came more than once, as one; cookies are nobody's business here. */
function plain(headers: Headers): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    if (name !== 'set-cookie') names[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return names;
}
