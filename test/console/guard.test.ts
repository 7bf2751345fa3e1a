import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole, type OpenConsole } from '../../src/console/open-console.ts';
import { ask, type Ask, type ConsoleClient, openClient } from './console-client.ts';
import { aConsoleContext } from './a-console-context.ts';

const newSecret = (): string => randomBytes(32).toString('base64url');

describe('access to the console', () => {
  let opened: OpenConsole;
  let client: ConsoleClient;
  beforeAll(async () => {
    opened = await openConsole(aConsoleContext(), { port: 0, newSecret });
    client = await openClient(opened.url);
  });
  afterAll(() => opened.close());

  const path = (to: string): string => client.base + to;
  const known = (headers: Ask['headers'] = {}): Ask => ({
    headers: { cookie: client.cookie, ...headers },
  });

  it('listens on this machine only', async () => {
    const { hostname, port } = new URL(opened.url);
    expect(hostname).toBe('127.0.0.1');
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one?.internal === false && one.family === 'IPv4');
    for (const other of others) {
      await expect(ask(`http://${other?.address}:${port}/`)).rejects.toThrow('ECONNREFUSED');
    }
  });

  it('exchanges the key for a cookie that scripts and other pages cannot use, once', async () => {
    const other = await openConsole(aConsoleContext(), { port: 0, newSecret });
    const answers = await Promise.all([ask(other.url), ask(other.url)]);
    const [first, second] = answers.toSorted((one, two) => one.status - two.status);
    const cookie = String(first?.headers['set-cookie']);
    expect(cookie).toMatch(
      /^signup-relay-console-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const { origin, searchParams } = new URL(other.url);
    expect(`${first?.text}${cookie}`).not.toContain(searchParams.get('token') ?? '');
    expect(second).toMatchObject({ status: 401 });
    expect(second?.headers['set-cookie']).toBeUndefined();
    expect(second?.text).toContain(`works once, and it was used`);
    expect(second?.text).toContain(`open ${origin}/.`);
    expect(second?.text).toContain('start it again');
    // The same browser goes on, also from its history.
    const again = await ask(other.url, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect([again.status, again.headers['set-cookie']]).toEqual([200, undefined]);
    await other.close();
  });

  it('keeps the key for the operator after requests that are not the opening', async () => {
    const other = await openConsole(aConsoleContext(), { port: 0, newSecret });
    const { origin, search } = new URL(other.url);
    await ask(other.url, { method: 'HEAD' });
    await ask(other.url, { headers: { host: 'evil.example' } });
    await ask(`${origin}/main.js${search}`);
    await ask(`${origin}/?token=wrong`);
    expect((await ask(other.url)).status).toBe(200);
    await other.close();
  });

  it.each(['/', '/main.js', '/console.css', '/api/session', '/api/letters', '/nothing'])(
    'refuses %s without the cookie',
    async (to) => {
      expect((await ask(path(to))).status).toBe(401);
      const cookie = client.cookie.slice(0, -1);
      expect((await ask(path(to), { headers: { cookie } })).status).toBe(401);
    },
  );

  it.each(['', 'wrong', 'A'.repeat(43)])('refuses the key "%s"', async (token) => {
    const { status, headers } = await ask(path(`/?token=${token}`));
    expect({ status, cookie: headers['set-cookie'] }).toEqual({ status: 401, cookie: undefined });
  });

  it.each(['evil.example', 'evil.example:8790', '127.0.0.1', '127.0.0.1.evil.example'])(
    'refuses the host "%s" even with a valid session',
    async (host) => {
      const key = new URL(opened.url).search;
      expect((await ask(path(`/${key}`), known({ host }))).status).toBe(421);
      expect((await ask(path('/api/session'), known({ host }))).status).toBe(421);
    },
  );

  it('answers to localhost as well', async () => {
    const host = `localhost:${new URL(opened.url).port}`;
    expect((await ask(path('/api/session'), known({ host }))).status).toBe(200);
  });

  it.each(['cross-site', 'same-site'])('refuses a request from another site: %s', async (site) => {
    const { status } = await ask(path('/api/session'), known({ 'sec-fetch-site': site }));
    expect(status).toBe(403);
  });

  it.each([
    ['no header', { 'x-console-csrf': '' }, 403],
    ['another secret', { 'x-console-csrf': 'A'.repeat(43) }, 403],
    ['another origin', { origin: 'http://127.0.0.1:1' }, 403],
    ['no origin', { origin: '' }, 403],
    ['the origin of a file', { origin: 'null' }, 403],
    ['a form body', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 415],
  ])('changes nothing for a request with %s', async (_, wrong, status) => {
    const headers = {
      cookie: client.cookie,
      origin: client.base,
      'content-type': 'application/json',
      'x-console-csrf': client.csrf,
    };
    const right = await ask(path('/api/looks'), { method: 'POST', headers, body: '{}' });
    expect(right.status).toBe(202);
    const asked = { method: 'POST', headers: { ...headers, ...wrong }, body: '{}' };
    expect((await ask(path('/api/looks'), asked)).status).toBe(status);
  });

  it.each(['PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await ask(path('/api/looks'), { ...known(), method })).status).toBe(405);
  });

  it.each(['/', '/nothing', '/api/session', '/?token=wrong'])(
    'sends the security headers with %s',
    async (to) => {
      const { headers } = await ask(path(to), known());
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("form-action 'none'");
      expect(policy.join()).not.toContain('unsafe');
    },
  );

  it('does not quote an invalid request', async () => {
    const { status, text } = await client.post('/api/plans', {
      filter: { evil: 'ada@example.com' },
    });
    expect(status).toBe(400);
    expect(text).not.toMatch(/ada|evil|filter/);
  });

  it('makes new secrets at every start', async () => {
    const other = await openConsole(aConsoleContext(), { port: 0, newSecret });
    const { cookie, csrf } = await openClient(other.url);
    await other.close();
    expect(cookie.split('=')[1]).not.toBe(client.cookie.split('=')[1]);
    expect(csrf).not.toBe(client.csrf);
  });
});
