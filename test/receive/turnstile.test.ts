import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { createHttp } from '../../src/http/http.ts';
import { createTurnstile } from '../../src/receive/turnstile.ts';
import { aRequest } from '../support/a-request.ts';
import { openReceive } from './open-receive.ts';

const SHOP = 'https://shop.example.com';
const SECRET = 'the-secret-key-of-the-widget';
const TOKEN = 'the-token-of-a-person';
const sources: Readonly<Record<string, StoreSource>> = {
  form: {
    tool: 'html-form',
    public: { origins: [SHOP], honeypot: 'website', turnstileSecret: SECRET },
  },
};

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A fake Cloudflare. It accepts one token once, and again only for the same post. */
async function openCloudflare(
  answer?: { readonly status: number; readonly body: string },
  delayMs = 0,
) {
  const asked: Record<string, string>[] = [];
  const spent = new Map<string, string>();
  const app = fastify();
  app.post<{ Body: Record<string, string> }>('/turnstile/v0/siteverify', async (request, reply) => {
    const { secret = '', response = '', idempotency_key: key = '' } = request.body;
    asked.push(request.body);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
    if (answer) return reply.code(answer.status).type('application/json').send(answer.body);
    const fail = (code: string) => ({ success: false, 'error-codes': [code] });
    if (secret !== SECRET) return fail('invalid-input-secret');
    if (response !== TOKEN) return fail('invalid-input-response');
    if ((spent.get(response) ?? key) !== key) return fail('timeout-or-duplicate');
    spent.set(response, key);
    return { success: true, hostname: 'shop.example.com', 'error-codes': [] };
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  closers.push(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  return { url: new URL('/turnstile/v0/siteverify', url), asked };
}

const open = (url: URL, deps: Parameters<typeof openReceive>[1] = {}, secret = SECRET) =>
  openReceive(
    secret === SECRET
      ? sources
      : { form: { tool: 'html-form', public: { origins: [SHOP], turnstileSecret: secret } } },
    { turnstile: createTurnstile({ http: createHttp(), url }), ...deps },
  );

const post = (fields: Readonly<Record<string, string>>, type = 'form') =>
  aRequest({
    body: type === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    headers: {
      origin: SHOP,
      'content-type': type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    },
  });

const EMAIL = 'ada@example.com';
const signup = (token: string, more = {}) => ({
  email: EMAIL,
  'cf-turnstile-response': token,
  ...more,
});

describe('a public form with Turnstile', () => {
  it.each(['form', 'json'])('takes a post with a valid token, as %s', async (type) => {
    const { url, asked } = await openCloudflare();
    const { receive, copies } = open(url);
    expect(await receive(post(signup(TOKEN), type))).toMatchObject({ statusCode: 200 });
    expect(copies).toHaveLength(1);
    expect(asked).toEqual([
      {
        secret: SECRET,
        response: TOKEN,
        idempotency_key: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
        ),
      },
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>, number, string]>([
    ['no token', { email: EMAIL }, 0, 'the Turnstile token is missing'],
    ['an empty one', signup(''), 0, 'the Turnstile token is missing'],
    ['an unknown one', signup('x'), 1, 'the Turnstile token is not valid'],
    ['one too long', signup('x'.repeat(2_049)), 0, 'the Turnstile token is not valid'],
  ])('refuses %s with the usual answer', async (_, fields, calls, why) => {
    const { url, asked } = await openCloudflare();
    const { receive, copies, reports } = open(url);
    const answer = await receive(post(fields));
    const unknown = await receive(aRequest({ store: 'nobody' }));
    expect(answer).toEqual(unknown);
    expect(answer.statusCode).toBe(401);
    expect(copies).toEqual([]);
    expect(asked).toHaveLength(calls);
    expect(reports[0]).toMatchObject({ outcome: 'refused', why });
  });

  it('accepts a token once, and again only for the same post', async () => {
    const { url } = await openCloudflare();
    let isDown = true;
    const queue = {
      send: (copies: readonly { readonly key: string }[]) =>
        Promise.resolve(new Set(isDown ? [] : copies.map(({ key }) => key))),
    };
    const { receive } = open(url, { queue });
    expect(await receive(post(signup(TOKEN)))).toMatchObject({ statusCode: 503 });
    isDown = false;
    expect(await receive(post(signup(TOKEN)))).toMatchObject({ statusCode: 200 });
    const other = signup(TOKEN, { email: 'b@example.com' });
    expect(await receive(post(other))).toMatchObject({ statusCode: 401 });
  });

  it('checks the same words at two forms as two posts', async () => {
    const asked: (string | undefined)[] = [];
    const form = sources['form'];
    if (form === undefined) throw new Error('there is a form');
    const { receive } = openReceive(
      { form, other: form },
      {
        turnstile: ({ postId }) => {
          asked.push(postId);
          return Promise.resolve(true);
        },
      },
    );
    const request = post(signup(TOKEN));
    await receive(request);
    await receive({ ...request, pathParameters: { store: 'tw-main', source: 'other' } });
    await receive(request);
    const [first, second, third] = asked;
    expect(third).toBe(first);
    expect(second).not.toBe(first);
  });

  it('makes no check for a trapped post, nor for an unknown store', async () => {
    const { url, asked } = await openCloudflare();
    const { receive, copies } = open(url);
    const machine = await receive(post(signup(TOKEN, { website: 'x' })));
    expect(machine).toMatchObject({ statusCode: 200 });
    await receive(aRequest({ body: 'cf-turnstile-response=x', headers: { origin: 'https://x' } }));
    expect([copies, asked]).toEqual([[], []]);
  });

  it.each([
    [500, '{"success":false,"error-codes":["internal-error"]}', 'internal-error'],
    [200, '{"success":false,"error-codes":["internal-error"]}', 'internal-error'],
    [502, '<html>bad gateway</html>', '502 without a verdict'],
    [503, '{"success":true}', '503 without a verdict'],
    [200, '', '200 without a verdict'],
    [200, '{"success":"true"}', '200 without a verdict'],
    [200, '[true]', '200 without a verdict'],
    [302, '', '302 without a verdict'],
  ])('can be posted to again after %i %s', async (status, body, why) => {
    const { url } = await openCloudflare({ status, body });
    const { receive, copies, reports } = open(url);
    expect(await receive(post(signup(TOKEN)))).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '30', 'access-control-allow-origin': SHOP },
    });
    expect(copies).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'unavailable', why: `Turnstile answered ${why}` }]);
  });

  it('reports a wrong secret key as unavailable', async () => {
    const { url } = await openCloudflare();
    const { receive, reports } = open(url, {}, 'another-key');
    expect(await receive(post(signup(TOKEN)))).toMatchObject({ statusCode: 503 });
    expect(reports).toMatchObject([{ why: 'Turnstile answered invalid-input-secret' }]);
  });

  it('answers 503 if Cloudflare refuses the connection or gives no answer in time', async () => {
    const { url } = await openCloudflare(undefined, 60_000);
    const slow = open(url);
    expect(await slow.receive(post(signup(TOKEN)))).toMatchObject({ statusCode: 503 });
    expect(slow.reports).toMatchObject([{ why: 'Turnstile: no answer in time' }]);
    const gone = open(new URL('http://127.0.0.1:1/'));
    expect(await gone.receive(post(signup(TOKEN)))).toMatchObject({ statusCode: 503 });
    expect(gone.reports).toMatchObject([{ why: 'Turnstile: ECONNREFUSED' }]);
  });

  it('never reveals the token, the key or the person', async () => {
    const { url } = await openCloudflare();
    const { receive, reports } = open(url);
    const answers = [
      await receive(post(signup(TOKEN))),
      await receive(post(signup(`${TOKEN}x`))),
      await receive(post(signup(TOKEN, { a: '1' }))),
    ];
    expect(JSON.stringify([answers, reports])).not.toMatch(/the-token|the-secret|ada/);
  });
});
