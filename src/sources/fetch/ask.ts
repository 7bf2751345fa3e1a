import { RejectedError, WaitError } from '../../event/errors.ts';
import type { Exchange } from '../../http/exchange.ts';
import { HttpError } from '../../http/http-error.ts';
import { parseRetryAfter } from '../../http/retry-after.ts';
import type { FetchContext, Fetched, FetchedRecords, Fetcher, FetchVerdict } from './fetcher.ts';
import { forAll, MAX_FETCHED_BYTES } from './fetcher.ts';

/** How one call ended. */
export interface Asked {
  readonly fetched: FetchedRecords;
  /** The call, for the log. */
  readonly call: AskedCall;
  /** What it means for the calls that follow. @default nothing: there is an answer */
  readonly verdict?: FetchVerdict | 'too long';
  readonly retryAfterMs?: number;
  /** Absent where there was no answer. */
  readonly status?: number;
}

/** A call without ids, query and credential. */
interface AskedCall {
  readonly method: 'GET' | 'POST';
  readonly host: string;
  readonly route: string;
  readonly status?: number;
}

/** Where and how one call is made. */
interface Call {
  readonly fetcher: Fetcher;
  readonly context: FetchContext;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** For the whole call, in milliseconds. */
  readonly timeoutMs: number;
}

/** Asks a tool for records, once. Redirects are not followed: they could lead the credential elsewhere. Never rejects. */
export async function ask(
  records: readonly string[],
  { fetcher, context, baseUrl, timeoutMs }: Call,
  exchange: Exchange,
): Promise<Asked> {
  const { path, route, method, body, headers } = fetcher.request(records, context);
  const url = new URL(baseUrl + path);
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  const call = { method, host: url.host, route: prefix + route };
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  try {
    const answer = await exchange({
      method,
      url,
      headers: { host: url.host, accept: 'application/json', ...length, ...headers },
      body,
      timeoutMs,
    });
    const { status, text } = answer;
    const verdict = fetcher.verdictOf?.(status, text) ?? verdictOf(status);
    const answered = { status, call: { ...call, status } };
    if (verdict === undefined) {
      return { fetched: fetcher.read(text, records, context), ...answered };
    }
    const { 'retry-after': retryAfter, date } = answer.headers();
    const retryAfterMs = parseRetryAfter(retryAfter, date);
    const error = errorOf(verdict, status, { fetcher, retryAfterMs });
    const fetched = forAll(records, { error });
    return { fetched, verdict, ...answered, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const fetched = forAll(records, { error: silence(error, fetcher) });
    return { fetched, call, ...silent(error) };
  }
}

/** What a status means at every tool; undefined for a success. */
function verdictOf(status: number): FetchVerdict | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || status === 410) return 'missing';
  if (status === 429) return 'throttled';
  return status < 400 || status === 408 || status === 425 || status >= 500 ? 'failed' : 'refused';
}

interface Told {
  readonly fetcher: Pick<Fetcher, 'vendor' | 'ifMissing'>;
  readonly retryAfterMs: number | undefined;
}

function errorOf(
  verdict: FetchVerdict,
  status: number,
  { fetcher: { vendor, ifMissing }, retryAfterMs }: Told,
): Extract<Fetched, { readonly error: unknown }>['error'] {
  const by = `${vendor} answered ${status}`;
  const waits = { isAttempt: true, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (verdict === 'missing') return refusal(`${by}: ${ifMissing}`);
  if (verdict === 'refused')
    return refusal(
      `${by}: it does not give the answers; correct \`fetch\` and the source, then replay`,
    );
  if (verdict === 'unauthorized')
    return new WaitError(
      `${by}: it refuses the credential in \`fetch\`; put a new one into the store's configuration`,
      { isAttempt: true, exhaustedAs: 'unauthorized' },
    );
  if (verdict === 'throttled') return new WaitError(`${by}: it limits our calls`, waits);
  const why = status < 400 ? `${by}: redirects are not followed` : `${by} instead of the answers`;
  return new WaitError(why, waits);
}

const refusal = (detail: string): RejectedError => new RejectedError('invalid_delivery', detail);

function silence({ message, isTooLong }: HttpError, { vendor }: Pick<Fetcher, 'vendor'>) {
  return isTooLong
    ? refusal(
        `${vendor} answered with more than ${MAX_FETCHED_BYTES.toLocaleString('en')} bytes: no signup is that long`,
      )
    : new WaitError(`${vendor} did not answer (${message})`, { isAttempt: true });
}

const silent = ({ isTooLong }: HttpError): Pick<Asked, 'verdict'> => ({
  verdict: isTooLong ? 'too long' : 'failed',
});
