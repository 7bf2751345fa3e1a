import { describe, expect, it } from 'vitest';
import type { StoreSource } from '../../src/generated/types.ts';
import { WaitError } from '../../src/event/errors.ts';
import { aRequest } from '../support/a-request.ts';
import { openReceive } from './open-receive.ts';

const SECRET = 'a-secret-of-the-path-0123456789';
const TOKEN = 'a-token-to-verify';

const open = (delivery: NonNullable<StoreSource['delivery']>, more: Partial<StoreSource> = {}) =>
  openReceive({
    own: { tool: 'custom', unsigned: true, secrets: [SECRET, TOKEN], delivery, ...more },
    jotform: { tool: 'jotform', unsigned: true, secrets: [SECRET], delivery },
  });
const get = (query: string, more = {}) =>
  aRequest({ method: 'GET', source: 'own', secret: SECRET, query, ...more });
const post = (body: string, more = {}) =>
  aRequest({ source: 'own', secret: SECRET, body, ...more });

describe('the handshake of a custom source', () => {
  const HUB = { handshake: { echo: 'hub.challenge', token: 'hub.verify_token' } };

  it('returns the challenge as plain text, which no browser runs', async () => {
    const { receive, reports, copies } = open(HUB);
    const query = `hub.challenge=%3Cb%3E42&hub.verify_token=${TOKEN}`;
    expect(await receive(get(query))).toMatchObject({
      statusCode: 200,
      body: '<b>42',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
    expect(reports).toMatchObject([{ outcome: 'handshake', tool: 'custom' }]);
    expect(copies).toEqual([]);
  });

  it.each([
    ['a wrong token', 'c=1&t=no', {}],
    ['no token', 'c=1', {}],
    ['a wrong secret in the address', `c=1&t=${TOKEN}`, { secret: 'wrong' }],
    ['no secret in the address', `c=1&t=${TOKEN}`, { secret: undefined }],
    ['a challenge of two lines', `c=1%0A2&t=${TOKEN}`, {}],
    ['an endless challenge', `c=${'1'.repeat(501)}&t=${TOKEN}`, {}],
    ['an empty challenge', `c=&t=${TOKEN}`, {}],
  ])('is refused like everything else with %s', async (_, query, more) => {
    const { receive, reports } = open({ handshake: { echo: 'c', token: 't' } });
    const answer = await receive(get(query, more));
    expect(answer).toMatchObject({ statusCode: 401 });
    expect(answer.body).not.toContain('1\n2');
    expect(reports).toMatchObject([{ outcome: 'refused' }]);
  });

  it('can do without a token, and be a fixed text', async () => {
    expect(await open({ handshake: { echo: 'crc' } }).receive(get('crc=a%20b'))).toMatchObject({
      statusCode: 200,
      body: 'a b',
    });
    expect(await open({ handshake: { text: 'pong' } }).receive(get(''))).toMatchObject({
      body: 'pong',
    });
  });

  it.each([
    ['a request without the challenge', HUB, get('hub.mode=x')],
    ['a source without a handshake', {}, get('hub.challenge=1')],
    ['another tool', HUB, get('hub.challenge=1', { source: 'jotform' })],
    ['a source that does not exist', HUB, get('hub.challenge=1', { source: 'nobody' })],
  ])('is an empty 200 for %s', async (_, delivery, request) => {
    expect(await open(delivery).receive(request)).toMatchObject({ statusCode: 200, body: '' });
  });

  it('is an empty 200 while the configuration cannot be read', async () => {
    const { receive } = openReceive(
      {},
      { senders: { find: () => Promise.reject(new WaitError('Parameter Store is away')) } },
    );
    expect(await receive(get('crc=1'))).toMatchObject({ statusCode: 200, body: '' });
  });

  it.each([
    { handshake: 7 },
    { handshake: { echo: 7, text: [] } },
    { handshake: { text: 'a\nb' } },
  ])(
    'survives the configuration %j, which only a person could have written past all checks',
    async (delivery) => {
      expect((await open(delivery).receive(get('x=1'))).statusCode).toBeLessThan(402);
    },
  );
});

describe('the answer to a post', () => {
  it.each([
    [{ status: 204 }, 204, ''],
    [{ status: 202 }, 202, ''],
    [{ text: 'OK' }, 200, 'OK'],
    [{ status: 201, json: { ok: true } }, 201, '{"ok":true}'],
    [{ echo: '/challenge', status: 202 }, 200, 'a-challenge'],
    [{ echo: '/no/challenge', text: 'OK' }, 200, 'OK'],
    [{ echo: '/unsafe', text: 'OK' }, 200, 'OK'],
    [{ status: 500, text: 7 }, 200, ''],
  ])('is as %j says, and the delivery is stored', async (answer, statusCode, body) => {
    const { receive, copies } = open({ answer });
    const posted = '{"challenge":"a-challenge","unsafe":"a\\nb"}';
    expect(await receive(post(posted))).toMatchObject({ statusCode, body });
    expect(copies).toHaveLength(1);
  });

  it('returns the field of a form', async () => {
    const { receive } = open({ body: 'form', answer: { echo: '/verify' } });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await receive(post('verify=a%20b', { headers }));
    expect(answer).toMatchObject({
      body: 'a b',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  it('is the usual one without a word about it', async () => {
    expect(await open({}).receive(post('{}'))).toMatchObject({
      statusCode: 200,
      body: '{"accepted":1,"id":"id-1"}',
    });
  });

  it('is 401 for a wrong secret, whatever the source says', async () => {
    const { receive, copies } = open({ answer: { text: 'OK' } });
    const answer = await receive(post('{}', { secret: 'wrong' }));
    expect(answer).toMatchObject({ statusCode: 401 });
    expect(copies).toEqual([]);
  });
});

describe('the headers of a stored delivery', () => {
  const stored = async (
    delivery: NonNullable<StoreSource['delivery']>,
    headers: Record<string, string>,
  ) => {
    const opened = open(delivery);
    await opened.receive(
      post('{}', { headers: { 'content-type': 'application/json', ...headers } }),
    );
    return opened.delivery().headers;
  };

  it('are those that the configuration reads, and those that it keeps', async () => {
    const delivery = {
      id: ['/id', { header: 'X-Event-Id' }],
      time: { header: 'x-time', unit: 'ms' },
      when: { at: { header: 'x-event-key' }, values: { header: 'skip' } },
      fields: {
        note: ['/a', { header: 'x-note' }],
        name: { where: { header: 'x-no' }, take: 'v' },
      },
      keepHeaders: ['X-Request-Id'],
    };
    const names = ['x-event-id', 'x-time', 'x-event-key', 'x-note', 'x-request-id'];
    const sent = Object.fromEntries(
      [...names, 'x-no', 'skip', 'x-other'].map((name) => [name, '1']),
    );
    expect(Object.keys(await stored(delivery, sent)).toSorted()).toEqual(
      ['content-type', ...names].toSorted(),
    );
  });

  it('are never credentials and signatures, even where a hand-written configuration asks for them', async () => {
    const secret = ['authorization', 'cookie', 'x-hub-signature-256', 'x-api-key', 'x-auth-token'];
    const sent = Object.fromEntries(secret.map((name) => [name, 'secret']));
    const delivery = { keepHeaders: secret, id: { header: 'authorization' } };
    expect(await stored(delivery, sent)).toEqual({ 'content-type': 'application/json' });
  });

  it('are never one that holds the secret of the address, or is endless', async () => {
    const delivery = { keepHeaders: ['referer', 'x-long'] };
    const headers = { referer: `https://x/${SECRET}`, 'x-long': 'x'.repeat(8_193) };
    expect(await stored(delivery, headers)).toEqual({ 'content-type': 'application/json' });
  });

  it.each([{ keepHeaders: 'x' }, { keepHeaders: [7, null] }, { id: { header: 7 } }, { when: 'x' }])(
    'survive the configuration %j',
    async (delivery) => {
      expect(await stored(delivery, {})).toEqual({ 'content-type': 'application/json' });
    },
  );
});
