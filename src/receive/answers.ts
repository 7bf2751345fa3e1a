import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Issue } from '../event/errors.ts';

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

/** Moves the browser on to a page. Reloading that page does not post the form again. */
export const seeOther = (location: string): WebhookAnswer => empty(303, { location });

/** The delivery is genuine, but holds nothing to store. */
export const nothingToStore = (): WebhookAnswer => json(200, 'application/json', { accepted: 0 });

/** For the test of an address, or an answer that consists of headers. */
export const empty = (statusCode: 200 | 204 | 303, headers: Headers = {}): WebhookAnswer => ({
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
export const serviceUnavailable = (): WebhookAnswer =>
  problem(503, 'Service Unavailable', {}, { 'retry-after': RETRY_AFTER });
