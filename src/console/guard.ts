import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/**
 * Admits only the browser that opened the printed address.
 *
 * - `Host` must be this machine, so that DNS rebinding fails.
 * - The address with the token is exchanged for an `HttpOnly` cookie, which every other request needs. It works once: the
 *   history of a browser, a screen that others see and a log of addresses then hold nothing of use.
 * - Requests from pages of another origin are refused. Changes also need the CSRF header.
 */
export function addGuard(app: FastifyInstance, secrets: Secrets): void {
  let isUsed = false;
  app.addHook('onRequest', async (request, reply) => {
    const wrongHost = checkHost(request);
    if (wrongHost !== undefined) return refuse(reply, wrongHost);
    if (hasToken(request)) {
      if (!isSame(secrets.token, tokenOf(request))) return refuse(reply, NO_SESSION);
      // The browser that used the address may open it again, for example by going back.
      if (hasSession(request, secrets)) return openPage(reply);
      if (isUsed) return refuse(reply, usedBefore(request));
      isUsed = true;
      return openPage(startSession(request, reply, secrets));
    }
    const refusal = checkSession(request, secrets) ?? checkChange(request, secrets);
    return refusal === undefined ? undefined : refuse(reply, refusal);
  });
}

const refuse = (reply: FastifyReply, { status, text }: Refusal): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);

function checkHost(request: FastifyRequest): Refusal | undefined {
  const port = request.socket.localPort;
  const isOurs = [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
  return isOurs ? undefined : { status: 421, text: 'Open the console as 127.0.0.1 or localhost.' };
}

const tokenOf = (request: FastifyRequest): string | null =>
  new URL(request.url, 'http://console').searchParams.get('token');

const hasToken = (request: FastifyRequest): boolean =>
  request.method === 'GET' && request.url.startsWith('/?') && tokenOf(request) !== null;

/** The name has the port, because browsers share cookies between the ports of a host. */
const cookieName = (request: FastifyRequest): string =>
  `signup-relay-console-${request.socket.localPort}`;

const startSession = (
  request: FastifyRequest,
  reply: FastifyReply,
  { session }: Secrets,
): FastifyReply =>
  reply.header(
    'set-cookie',
    `${cookieName(request)}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  );

/**
 * Opens the page without the token in its address. An HTTP redirect would not do: after a link from another site, browsers
 * do not send a `SameSite=Strict` cookie to the redirect's target.
 */
const openPage = (reply: FastifyReply): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(CONTINUE_PAGE);

const CONTINUE_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/">' +
  '<link rel="icon" href="data:,"><title>signup-relay console</title><p><a href="/">Open the console</a></p></html>\n';

const NO_SESSION: Refusal = {
  status: 401,
  text: 'Open the address that signup-relay console printed: it contains the key. Each start prints a new address.',
};

const usedBefore = ({ socket }: FastifyRequest): Refusal => ({
  status: 401,
  text:
    `This address works once, and it was used. In the browser that used it, open http://127.0.0.1:${socket.localPort}/. ` +
    'For another browser, stop signup-relay console with Ctrl-C and start it again: each start prints a new address. ' +
    'If you did not open this address before, stop the console now: another person or program has opened it.',
});

function checkSession(request: FastifyRequest, secrets: Secrets): Refusal | undefined {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  if (site !== 'none' && site !== 'same-origin') {
    return { status: 403, text: 'Requests from other sites are refused.' };
  }
  return hasSession(request, secrets) ? undefined : NO_SESSION;
}

function hasSession(request: FastifyRequest, { session }: Secrets): boolean {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const prefix = `${cookieName(request)}=`;
  const given = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  return isSame(session, given);
}

function checkChange(request: FastifyRequest, { csrf }: Secrets): Refusal | undefined {
  const { method, headers } = request;
  if (method === 'GET') return undefined;
  if (method !== 'POST') return { status: 405, text: 'Use GET or POST.' };
  const isOurPage =
    headers.origin === `http://${headers.host}` && isSame(csrf, headers['x-console-csrf']);
  if (!isOurPage)
    return { status: 403, text: 'Only the page of this console may change anything.' };
  const isJson = /^application\/json(;|$)/i.test(headers['content-type'] ?? '');
  return isJson ? undefined : { status: 415, text: 'Send JSON.' };
}

/** New at every start and stored nowhere. */
interface Secrets {
  /** Part of the printed address. It is exchanged for the cookie once. */
  readonly token: string;
  /** Value of the cookie. */
  readonly session: string;
  /** Header of every request that changes something. */
  readonly csrf: string;
}

/** @param newSecret returns at least 128 random bits. */
export const createSecrets = (newSecret: () => string): Secrets => ({
  token: newSecret(),
  session: newSecret(),
  csrf: newSecret(),
});

/** Compares in constant time. */
const isSame = (secret: string, given: unknown): boolean =>
  typeof given === 'string' && timingSafeEqual(hashOf(secret), hashOf(given));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Allows scripts, styles and requests of this server only: nothing inline, no frames, no forms to other sites. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), clipboard-read=()',
};

/** For every response, refusals included. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}
