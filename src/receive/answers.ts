import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Issue } from '../event/errors.ts';

export type Answer = APIGatewayProxyStructuredResultV2;
type Headers = Readonly<Record<string, string>>;

/** Seconds after which a sender that repeats at all may come back. */
const RETRY_AFTER = '30';
/** Nobody in between may keep an answer, and no browser may guess what it is. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const json = (statusCode: number, type: string, value: object, headers: Headers = {}): Answer => ({
  statusCode,
  headers: { ...ALWAYS, 'content-type': type, ...headers },
  body: JSON.stringify(value),
});

/** RFC 9457. */
const problem = (status: number, title: string, rest: object = {}, headers: Headers = {}): Answer =>
  json(
    status,
    'application/problem+json',
    { type: 'about:blank', title, status, ...rest },
    headers,
  );

/** The delivery is on the queue. */
export const accepted = (id: string, headers: Headers = {}): Answer =>
  json(200, 'application/json', { accepted: 1, id }, headers);

/** A browser goes on to a page, and a reload there does not post the form again. */
export const seeOther = (location: string): Answer => empty(303, { location });

/** The delivery is genuine, and there is nothing in it to store. */
export const nothingToStore = (): Answer => json(200, 'application/json', { accepted: 0 });

/** An address that is tried out, or an answer that is all in its headers. */
export const empty = (statusCode: 200 | 204 | 303, headers: Headers = {}): Answer => ({
  statusCode,
  headers: { ...ALWAYS, ...headers },
  body: '',
});

/** The same text back. As plain text, because a browser would run anything else. */
export const echo = (text: string): Answer => ({
  statusCode: 200,
  headers: { ...ALWAYS, 'content-type': 'text/plain; charset=utf-8' },
  body: text,
});

/** One answer for every way of not being let in, so that it tells nothing about stores and sources. */
export const unauthorized = (): Answer =>
  problem(401, 'Unauthorized', {
    detail: 'The address, or the signature of the request, is not the configured one.',
  });

export const methodNotAllowed = (): Answer =>
  problem(405, 'Method Not Allowed', {}, { allow: 'GET, HEAD, OPTIONS, POST' });

/** @param limit in bytes. */
export const tooLarge = (limit: number): Answer =>
  problem(413, 'Content Too Large', {
    detail: `A delivery has at most ${limit.toLocaleString('en')} bytes.`,
  });

/** What the sender has to correct, by its place in what was posted. */
export const unprocessable = (detail: string, issues: readonly Issue[]): Answer =>
  problem(422, 'The event is not valid', {
    detail,
    errors: issues.map(({ path, rule, expected }) => ({ pointer: path, rule, detail: expected })),
  });

/** Nothing was stored; the same request can succeed later. */
export const unavailable = (): Answer =>
  problem(503, 'Service Unavailable', {}, { 'retry-after': RETRY_AFTER });
