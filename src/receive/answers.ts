import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Issue, WaitError } from '../event/errors.ts';
import { looksLikePhone } from '../event/safe-id.ts';
import type { Log } from '../telemetry/log.ts';
import type { ReceiveRequest } from './request.ts';

/** The HTTP answer to a webhook request. */
export type WebhookAnswer = APIGatewayProxyStructuredResultV2;

type Headers = Readonly<Record<string, string>>;

/** Seconds after which a sender that repeats should repeat. */
const RETRY_AFTER = '30';

/** No cache may keep an answer, and no browser may guess its type. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const json = (
  statusCode: number,
  type: string,
  value: object,
  headers: Headers = {},
): WebhookAnswer => ({
  statusCode,
  headers: { ...ALWAYS, 'content-type': type, ...headers },
  body: JSON.stringify(value),
});

/** RFC 9457. */
const problem = (
  status: number,
  title: string,
  rest: object = {},
  headers: Headers = {},
): WebhookAnswer =>
  json(
    status,
    'application/problem+json',
    { type: 'about:blank', title, status, ...rest },
    headers,
  );

/** The delivery is on the queue. */
export const accepted = (id: string): WebhookAnswer =>
  json(200, 'application/json', { accepted: 1, id });

/** A body that the configuration of a source gives. */
export const configuredJson = (statusCode: number, value: object): WebhookAnswer =>
  json(statusCode, 'application/json', value);

/** Moves the browser on to a page. Reloading that page does not post the form again. */
export const seeOther = (location: string): WebhookAnswer => empty(303, { location });

/** The delivery is genuine, but holds nothing to store. */
export const nothingToStore = (): WebhookAnswer => json(200, 'application/json', { accepted: 0 });

/** For the test of an address, or an answer that consists of headers. */
export const empty = (
  statusCode: 200 | 201 | 202 | 204 | 303,
  headers: Headers = {},
): WebhookAnswer => ({
  statusCode,
  headers: { ...ALWAYS, ...headers },
  body: '',
});

/** Returns the same text. Plain text, because a browser would run HTML. */
export const echo = (text: string): WebhookAnswer => ({
  statusCode: 200,
  headers: { ...ALWAYS, 'content-type': 'text/plain; charset=utf-8' },
  body: text,
});

/** The same answer to every refusal, so that it does not reveal which stores and sources exist. */
export const unauthorized = (): WebhookAnswer =>
  problem(401, 'Unauthorized', {
    detail: 'The address or the signature of this request is wrong.',
  });

export const methodNotAllowed = (): WebhookAnswer =>
  problem(405, 'Method Not Allowed', {}, { allow: 'GET, HEAD, OPTIONS, POST' });

/** @param limit in bytes. */
export const contentTooLarge = (limit: number): WebhookAnswer =>
  problem(413, 'Content Too Large', {
    detail: `A delivery may have at most ${limit.toLocaleString('en')} bytes.`,
  });

/** Names every field that the sender has to correct. */
export const unprocessable = (
  detail: string,
  issues: readonly Issue[],
  title = 'The event is not valid',
): WebhookAnswer =>
  problem(422, title, {
    detail,
    errors: issues.map(({ path, rule, expected }) => ({ pointer: path, rule, detail: expected })),
  });

/** For a person whose browser shows the answer as a page. Plain text, because a browser would run HTML. */
export const unprocessablePage = (text: string): WebhookAnswer => ({
  ...echo(text),
  statusCode: 422,
});

/** Nothing was stored; the same request can succeed later. */
export const serviceUnavailable = (rest: { readonly detail?: string } = {}): WebhookAnswer =>
  problem(503, 'Service Unavailable', rest, { 'retry-after': RETRY_AFTER });

/** An answer with nothing to store. */
export const handshake = (answer: WebhookAnswer): ReceiveResult => ({
  outcome: 'handshake',
  answer,
});

/** @param why without values; for the log only. */
export const refused = (why: string): ReceiveResult => ({
  outcome: 'refused',
  why,
  answer: unauthorized(),
});

/** The ways in which a request can end, each with its metric and the level of its log line. */
const OUTCOMES = {
  /** The delivery is on the queue. */
  accepted: { metric: 'Accepted', level: 'info' },
  /** The sender only tested the address; there is nothing to store. */
  handshake: { metric: 'Handshakes', level: 'info' },
  /** The request does not come from the source in its address. */
  refused: { metric: 'Refused', level: 'warn' },
  /** The request is genuine, but its event breaks the native format. */
  invalid: { metric: 'Invalid', level: 'warn' },
  too_large: { metric: 'TooLarge', level: 'warn' },
  /** A program filled in the honeypot field. The answer looks like a success. */
  trapped: { metric: 'Trapped', level: 'info' },
  /** The store's configuration, the queue or Turnstile could not be reached. */
  unavailable: { metric: 'Unavailable', level: 'error' },
} as const;

export interface ReceiveResult {
  readonly outcome: keyof typeof OUTCOMES;
  readonly answer: WebhookAnswer;
  /** For the log, in words, without values. */
  readonly why?: string;
  /** It waits for an operator: a right, a table, a key or a correct setting is missing. */
  readonly misconfigured?: true;
  /** The id of the stored delivery. */
  readonly id?: string;
  /** The id of its message. */
  readonly messageId?: string;
  /** The W3C trace of the delivery. */
  readonly trace?: string;
  readonly tool?: string;
}

/** @param limit in bytes. */
export const tooLarge = (limit: number): ReceiveResult => ({
  outcome: 'too_large',
  answer: contentTooLarge(limit),
});

/** The sender did nothing wrong and may send again. The text of an unknown error is left out: it may quote the request. */
export const toUnavailable = (error: unknown): ReceiveResult => ({
  outcome: 'unavailable',
  why:
    error instanceof WaitError
      ? error.message
      : `unexpected ${error instanceof Error ? error.name : 'error'}`,
  ...(error instanceof WaitError && error.isMisconfigured && { misconfigured: true }),
  answer: serviceUnavailable(),
});

/** Adds headers to the answer, except to a refusal: every refusal must look the same. */
export const withHeaders = (
  result: ReceiveResult,
  headers: Readonly<Record<string, string>>,
): ReceiveResult =>
  result.outcome === 'refused'
    ? result
    : {
        ...result,
        answer: { ...result.answer, headers: { ...result.answer.headers, ...headers } },
      };

export interface ReceiveReport extends Omit<ReceiveResult, 'answer'> {
  readonly method: string;
  readonly store: string | undefined;
  readonly source: string | undefined;
  readonly status: number | undefined;
  readonly bytes: number;
  readonly durationMs: number;
}

const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST']);

/** The log fields of a request, without any text of the sender. */
export const toReceiveReport = (
  { method, store, source, body }: ReceiveRequest,
  { answer, ...result }: ReceiveResult,
  durationMs: number,
): ReceiveReport => ({
  ...result,
  method: METHODS.has(method) ? method : 'other',
  store: nameIn(store, result),
  source: nameIn(source, result),
  status: answer.statusCode,
  bytes: body.length,
  durationMs,
});

/** Anyone can post to any address. Until its source is found, a name in it may be a phone. */
const nameIn = (
  name: string | undefined,
  { tool }: Pick<ReceiveResult, 'tool'>,
): string | undefined =>
  tool === undefined && name !== undefined && looksLikePhone(name) ? undefined : name;

/** Writes one log line and one metric per request. The line has only the fields that are named here. */
export const createReceiveReporter =
  (log: Log, metrics: Metrics) =>
  (report: ReceiveReport): void => {
    const { outcome, method, store, source, tool, why, id, messageId, trace } = report;
    const { status, bytes, durationMs, misconfigured } = report;
    const { metric, level } = OUTCOMES[outcome];
    log[level]('request', {
      method,
      store,
      source,
      tool,
      outcome,
      why,
      misconfigured,
      id,
      messageId,
      trace,
      status,
      bytes,
      durationMs,
    });
    metrics.addMetric(metric, MetricUnit.Count, 1);
    if (misconfigured) metrics.addMetric('Misconfigured', MetricUnit.Count, 1);
  };
