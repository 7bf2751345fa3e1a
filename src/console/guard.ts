import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Refusal {
  readonly status: number;
  readonly text: string;
}

/**
 * Lets in nobody but the browser that opened the printed address.
 *
 * - `Host` must be this machine: a name that a stranger's DNS leads here is refused.
 * - The address with the token is exchanged for a cookie that no script can read; every other request needs it.
 * - A request from a page of another origin is refused, and what changes something needs a header besides.
 */
export function addGuard(app: FastifyInstance, secrets: Secrets): void {
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOfHost(request);
    if (refusal !== undefined) return refuse(reply, refusal);
    if (isKeyAddress(request)) return await exchange(request, reply, secrets);
    const other = refusalOfUnknownContact(request, secrets) ?? refusalOfChange(request, secrets);
    return other === undefined ? undefined : refuse(reply, other);
  });
}

const refuse = (reply: FastifyReply, { status, text }: Refusal): FastifyReply =>
  reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);

function refusalOfHost(request: FastifyRequest): Refusal | undefined {
  const port = request.socket.localPort;
  const isOurs = [`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? '');
  return isOurs ? undefined : { status: 421, text: 'This console answers to 127.0.0.1 only.' };
}

const tokenOf = (request: FastifyRequest): string | null =>
  new URL(request.url, 'http://console').searchParams.get('token');

const isKeyAddress = (request: FastifyRequest): boolean =>
  request.method === 'GET' && request.url.startsWith('/?') && tokenOf(request) !== null;

/** Another console on this machine has another port, and cookies do not tell ports apart. */
const cookieName = (request: FastifyRequest): string =>
  `signup-relay-console-${request.socket.localPort}`;

/**
 * Gives the cookie and leads on to the page without the token. Not by a redirect: a browser that came here from a link
 * elsewhere would leave out a strict cookie.
 */
async function exchange(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, session }: Secrets,
): Promise<FastifyReply> {
  if (!isSame(token, tokenOf(request))) return refuse(reply, NO_KEY);
  return reply
    .header('set-cookie', `${cookieName(request)}=${session}; Path=/; HttpOnly; SameSite=Strict`)
    .type('text/html; charset=utf-8')
    .send(LEADS_ON);
}

const LEADS_ON =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/">' +
  '<link rel="icon" href="data:,"><title>signup-relay console</title><p><a href="/">Open the console</a></p></html>\n';

const NO_KEY: Refusal = {
  status: 401,
  text: 'Open the address that signup-relay console printed: it carries the key. Each start prints a new one.',
};

function refusalOfUnknownContact(
  request: FastifyRequest,
  { session }: Secrets,
): Refusal | undefined {
  const site = request.headers['sec-fetch-site'] ?? 'none';
  if (site !== 'none' && site !== 'same-origin') {
    return { status: 403, text: 'Requests from other pages are refused.' };
  }
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const prefix = `${cookieName(request)}=`;
  const given = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  return isSame(session, given) ? undefined : NO_KEY;
}

function refusalOfChange(request: FastifyRequest, { csrf }: Secrets): Refusal | undefined {
  const { method, headers } = request;
  if (method === 'GET') return undefined;
  if (method !== 'POST') return { status: 405, text: 'Only GET and POST.' };
  const isOurPage =
    headers.origin === `http://${headers.host}` && isSame(csrf, headers['x-console-csrf']);
  if (!isOurPage) return { status: 403, text: 'Only the page of this console may do that.' };
  const isJson = /^application\/json(;|$)/i.test(headers['content-type'] ?? '');
  return isJson ? undefined : { status: 415, text: 'Only JSON.' };
}

/** What lets a browser in. Made anew by every start, kept nowhere. */
interface Secrets {
  /** In the printed address. */
  readonly token: string;
  /** In the cookie that the address is exchanged for. */
  readonly session: string;
  /** In a header of everything that changes something. */
  readonly csrf: string;
}

/** @param newSecret at least 128 bits that nobody can guess. */
export const createSecrets = (newSecret: () => string): Secrets => ({
  token: newSecret(),
  session: newSecret(),
  csrf: newSecret(),
});

/** Takes the same time wherever they differ. */
const isSame = (secret: string, given: unknown): boolean =>
  typeof given === 'string' && timingSafeEqual(hashOf(secret), hashOf(given));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Scripts, styles and answers of this server only; nothing inline, nothing framed, no form that leads away. */
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

/** On every answer, refusals included. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
}
