import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { aRequest } from '../support/a-request.ts';
import { aSecret, signAs, type SigningTool } from '../support/sign-as.ts';
import { NOW, openReceive, PUBLIC_URL } from './open-receive.ts';

const PATH_SECRET = 'a-secret-of-the-path-0123456789';
const sources: Readonly<Record<string, StoreSource>> = {
  line: { tool: 'line', secrets: [aSecret('line')] },
  square: { tool: 'square', secrets: [aSecret('square')] },
  tally: { tool: 'tally', secrets: ['a-token', 'another-token'] },
  shopify: { tool: 'shopify', secrets: [aSecret('shopify')] },
  mailchimp: { tool: 'mailchimp', unsigned: true, secrets: [PATH_SECRET] },
  leads: { tool: 'meta-lead-ads', secrets: ['the-app-secret'], verifyToken: 'a-verify-token' },
  bare: { tool: 'meta-lead-ads', secrets: ['the-app-secret'] },
  page: { tool: 'html-form', public: { origins: ['https://shop.example.com'] } },
};

describe('the test of an address', () => {
  it.each(['GET', 'HEAD'])('answers %s with an empty 200 for any address', async (method) => {
    const { receive, reports, copies } = openReceive(sources);
    for (const source of ['mailchimp', 'nobody', 'a@b']) {
      const request = aRequest({ method, source, secret: 'anything' });
      expect(await receive(request)).toMatchObject({ statusCode: 200, body: '' });
    }
    expect(reports.map(({ outcome }) => outcome)).toEqual(Array(3).fill('handshake'));
    expect(copies).toEqual([]);
  });

  const signed = (tool: SigningTool, body: string) => {
    const url = `${PUBLIC_URL}/webhooks/tw-main/${tool}`;
    const headers = signAs(tool, { secret: aSecret(tool), body, url, now: NOW });
    return aRequest({ source: tool, body, headers });
  };

  it.each([
    ['LINE without events', signed('line', '{"destination":"U1","events":[]}')],
    ['Square to test', signed('square', '{"type":"webhooks.test_notification"}')],
    ['Square to test, in short', signed('square', '{"type":"test_notification"}')],
    ['Mailchimp without a body', aRequest({ source: 'mailchimp', secret: PATH_SECRET })],
  ])('answers a genuine post of %s and stores nothing', async (_, request) => {
    const { receive, copies, reports } = openReceive(sources);
    expect(await receive(request)).toMatchObject({ statusCode: 200, body: '{"accepted":0}' });
    expect(copies).toEqual([]);
    expect(reports).toMatchObject([{ outcome: 'handshake' }]);
  });

  it.each([
    ['LINE with an event', signed('line', '{"events":[{}]}')],
    ['LINE with something else', signed('line', '{"events":{}}')],
    ['LINE with no JSON', signed('line', '[]]')],
    ['Square with a customer', signed('square', '{"type":"customer.created"}')],
    ['Square with more than a test', signed('square', '{"type":"test_notification.read"}')],
    ['Square with another test', signed('square', '{"type":"latest_notification"}')],
    ['another tool in the words of Square', signed('shopify', '{"type":"test_notification"}')],
    ['Square with null', signed('square', 'null')],
  ])('stores a genuine post of %s', async (_, request) => {
    const { receive, copies } = openReceive(sources);
    expect(await receive(request)).toMatchObject({ statusCode: 200 });
    expect(copies).toHaveLength(1);
  });

  it.each([
    ['LINE', aRequest({ source: 'line', body: '{"events":[]}' })],
    ['Square', aRequest({ source: 'square', body: '{"type":"webhooks.test_notification"}' })],
    ['Mailchimp', aRequest({ source: 'mailchimp', secret: 'x' })],
  ])('refuses the same post of %s if it is not genuine', async (_, request) => {
    const { receive } = openReceive(sources);
    expect(await receive(request)).toMatchObject({ statusCode: 401 });
  });
});

describe("Meta's question", () => {
  const ask = (query: string, source = 'tally') => aRequest({ method: 'GET', source, query });

  it.each(['a-token', 'another-token'])('is answered for %s with its challenge', async (token) => {
    const { receive } = openReceive(sources);
    const query = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`;
    expect(await receive(ask(query))).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: '1158201444',
    });
  });

  it('is answered for leads by their own token', async () => {
    const { receive } = openReceive(sources);
    const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a-verify-token';
    expect(await receive(ask(query, 'leads'))).toMatchObject({ body: '1158201444' });
  });

  it.each([
    ['the app secret, which signs', 'hub.verify_token=the-app-secret', 'leads'],
    ['the app secret where there is no token', 'hub.verify_token=the-app-secret', 'bare'],
    ['an empty token where there is none', 'hub.verify_token=', 'bare'],
  ])('is refused for %s', async (_, token, source) => {
    const { receive } = openReceive(sources);
    const query = `hub.mode=subscribe&hub.challenge=1&${token}`;
    expect(await receive(ask(query, source))).toMatchObject({ statusCode: 401 });
  });

  it.each([
    ['a wrong token', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=x', 'tally'],
    ['an empty token', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=', 'tally'],
    ['a token where there is none', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=', 'page'],
    ['an unknown source', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=a-token', 'nobody'],
    ...['%0d%0a', '%0d%0a1', '1%0d%0a', '', '1'.repeat(501)].map((challenge) => [
      `a challenge that is ${challenge.slice(0, 10)}`,
      `hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=a-token`,
      'tally',
    ]),
  ])('is refused for %s', async (_, query = '', source = '') => {
    const { receive, reports } = openReceive(sources);
    expect(await receive(ask(query, source))).toMatchObject({ statusCode: 401 });
    expect(reports).toMatchObject([
      { outcome: 'refused', why: 'the verify token or the challenge is wrong' },
    ]);
  });

  it.each([
    'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=a-token',
    'hub.mode=subscribe',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=a-token',
  ])('is not in %s', async (query) => {
    const { receive } = openReceive(sources);
    expect(await receive(ask(query))).toMatchObject({ statusCode: 200, body: '' });
  });
});

describe('a question for permission', () => {
  const ask = (headers: Readonly<Record<string, string>>, source = 'page') =>
    aRequest({ method: 'OPTIONS', source, headers });

  it('of a sender of CloudEvents is answered for every address', async () => {
    const { receive } = openReceive(sources);
    for (const source of ['tally', 'nobody']) {
      const headers = { 'WebHook-Request-Origin': 'eventemitter.example.com' };
      expect(await receive(ask(headers, source))).toMatchObject({
        statusCode: 200,
        headers: {
          allow: 'POST',
          'webhook-allowed-origin': 'eventemitter.example.com',
          'webhook-allowed-rate': '*',
        },
      });
    }
  });

  it.each(['a b', 'x\r\nset-cookie: a=b', ''])(
    'is not answered for the origin %j',
    async (origin) => {
      const { receive } = openReceive(sources);
      const answer = await receive(ask({ 'webhook-request-origin': origin }));
      expect(answer.headers).not.toHaveProperty('webhook-allowed-origin');
    },
  );

  it('of a browser is answered for the pages of a public source', async () => {
    const { receive } = openReceive(sources);
    const headers = {
      origin: 'https://shop.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    expect(await receive(ask(headers))).toMatchObject({
      statusCode: 204,
      headers: {
        'access-control-allow-origin': 'https://shop.example.com',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '600',
      },
    });
    for (const [origin, source] of [
      ['https://evil.example', 'page'],
      ['https://shop.example.com', 'tally'],
      ['https://shop.example.com', 'nobody'],
    ] as const) {
      const answer = await receive(ask({ ...headers, origin }, source));
      expect(answer.statusCode).toBe(204);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });
});
