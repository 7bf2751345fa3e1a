import { describe, expect, it } from 'vitest';
import { copyBytes } from '../../src/message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { WaitError } from '../../src/event/errors.ts';
import type { StoreSource } from '../../src/generated/types.ts';
import { validateDelivery, validateEvent } from '../../src/generated/validators.js';
import { aRequest, type RequestOptions } from '../support/a-request.ts';
import { aSecret, signAs, SIGNING_TOOLS, type SigningTool } from '../support/sign-as.ts';
import { NOW, openReceive, PUBLIC_URL } from './open-receive.ts';

const PATH_SECRET = 'a-secret-of-the-path-0123456789';

const signing = Object.fromEntries(
  SIGNING_TOOLS.map((tool) => [tool, { tool, secrets: [aSecret(tool)] }]),
) as Record<SigningTool, StoreSource>;

const sources: Readonly<Record<string, StoreSource>> = {
  ...signing,
  jotform: { tool: 'jotform', unsigned: true, secrets: ['short', PATH_SECRET] },
  brevo: { tool: 'brevo', secrets: [PATH_SECRET] },
  activecampaign: { tool: 'activecampaign', unsigned: true, secrets: ['fifteen-letters'] },
  'old-mailchimp': { tool: 'mailchimp', unsigned: true, secrets: [PATH_SECRET] },
  'careless-typeform': { tool: 'typeform', unsigned: true, secrets: [PATH_SECRET] },
  'public-typeform': {
    tool: 'typeform',
    secrets: [PATH_SECRET],
    public: { origins: ['https://shop.example.com'] },
  },
  'square-by-proxy': {
    tool: 'square',
    secrets: [aSecret('square')],
    url: 'https://proxy.example.com/hook?a=1',
  },
  page: { tool: 'html-form', public: { origins: ['https://shop.example.com'] } },
  'page-with-turnstile': {
    tool: 'html-form',
    public: { origins: ['https://shop.example.com'], turnstileSecret: 'x' },
  },
};

const NATIVE = JSON.stringify({
  specversion: '1.0',
  id: 'e-1',
  source: '/pos',
  type: 'customer.signed_up',
  data: { customer: { email: 'ada@example.com' } },
});
const KLAVIYO = `{"data":[],"meta":{"timestamp":"${new Date(NOW).toISOString()}"}}`;

const bodyFor = (tool: SigningTool): string =>
  tool === 'standard-webhooks' ? NATIVE : tool === 'klaviyo' ? KLAVIYO : '{"a":"林怡君"}';

/** A genuine request of a tool. */
function genuine(tool: SigningTool, more: RequestOptions & { readonly url?: string } = {}) {
  const { source = tool, body = bodyFor(tool), query = '', headers } = more;
  const address = `${PUBLIC_URL}/webhooks/tw-main/${source}${query === '' ? '' : `?${query}`}`;
  const { url = address } = more;
  const signature = signAs(tool, { secret: aSecret(tool), body, url, now: NOW });
  return aRequest({ ...more, source, body, headers: { ...headers, ...signature } });
}

describe('a genuine delivery', () => {
  it.each(SIGNING_TOOLS)('of %s is put on the queue whole, then answered 200', async (tool) => {
    const { receive, copies, event, delivery, reports } = openReceive(sources);
    const answer = await receive(genuine(tool));
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"accepted":1,"id":"id-1"}',
    });
    expect(event()).toMatchObject({
      specversion: '1.0',
      id: 'id-1',
      source: `/webhooks/tw-main/${tool}`,
      type: 'webhook.delivered',
      time: '2026-11-22T03:04:05.000Z',
    });
    expect(validateEvent(event())).toBe(true);
    expect(validateDelivery(event().data)).toBe(true);
    expect(delivery()).toMatchObject({ store: 'tw-main', source: tool, body: bodyFor(tool) });
    expect(copies[0]).toMatchObject({ to: 'signups', groupId: 'tw-main', delaySeconds: 0 });
    expect(reports).toEqual([
      {
        method: 'POST',
        store: 'tw-main',
        source: tool,
        tool,
        outcome: 'accepted',
        id: 'id-1',
        messageId: 'message of id-1',
        trace: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: 200,
        bytes: Buffer.byteLength(bodyFor(tool)),
        durationMs: 0,
      },
    ]);
  });

  it('may come as base64 or as text', async () => {
    const { receive, delivery } = openReceive(sources);
    expect(await receive(genuine('tally', { body: Buffer.from('{}') }))).toMatchObject({
      statusCode: 200,
    });
    expect(delivery().body).toBe('{}');
  });

  it('keeps bytes that are not UTF-8 unchanged', async () => {
    const { receive, delivery } = openReceive(sources);
    const body = Buffer.from([0xa4, 0xa4, 0xff, 0x00]);
    await receive(genuine('tally', { body }));
    expect(delivery()).toMatchObject({ bodyBase64: body.toString('base64') });
    expect(delivery()).not.toHaveProperty('body');
  });

  it.each(['\uFEFF{}', 'a\u0000\uFFFE\uFFFF\u{1F600}\u2028"\\', '\r\n'])(
    'keeps %j byte for byte, in characters that SQS accepts',
    async (body) => {
      const { receive, delivery, copies } = openReceive(sources);
      await receive(genuine('tally', { body }));
      expect(delivery().body).toBe(body);
      expect(copies[0]?.body).toMatch(
        /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u,
      );
    },
  );

  it('keeps the headers that sources read, in lower case, and no other', async () => {
    const { receive, delivery } = openReceive(sources);
    const headers = {
      'X-Shopify-Topic': 'customers/create',
      'ce-id': 'x'.repeat(8_192),
      'ce-type': 'x'.repeat(8_193),
      'ce-source': `https://x.example/${PATH_SECRET}`,
      'ce-subject': `/${Buffer.from(PATH_SECRET).toString('hex').replaceAll(/../g, '%$&')}/`,
      'Webhook-Id': '100%',
      'User-Agent': 'x',
      Authorization: 'Bearer x',
      Cookie: 'a=b',
      'X-Forwarded-For': '203.0.113.10',
    };
    await receive(aRequest({ source: 'jotform', secret: PATH_SECRET, headers, body: 'x' }));
    expect(delivery().headers).toEqual({
      'content-type': 'application/json',
      'x-shopify-topic': 'customers/create',
      'ce-id': 'x'.repeat(8_192),
      'webhook-id': '100%',
    });
    expect(validateDelivery(delivery())).toBe(true);
  });

  it.each(['page', 'tally'])(
    'keeps them whatever stands at the end of the address of %s, which is no secret there',
    async (source) => {
      const { receive, delivery } = openReceive(sources);
      const origin = { origin: 'https://shop.example.com' };
      const body = '{"email":"ada@example.com"}';
      const signed = source === 'tally' ? genuine('tally', {}) : aRequest({ source, body });
      const request = { ...signed, headers: { ...signed.headers, ...origin } };
      const pathParameters = { ...request.pathParameters, secret: 'json' };
      await receive({ ...request, pathParameters });
      expect(delivery().headers).toEqual({ 'content-type': 'application/json' });
    },
  );

  it('of Square is signed for the address with its query, or for the configured one', async () => {
    const { receive, copies } = openReceive(sources);
    const source = 'square-by-proxy';
    await receive(genuine('square', { query: 'x=%20y' }));
    await receive(genuine('square', { source, url: 'https://proxy.example.com/hook?a=1' }));
    expect(copies).toHaveLength(2);
    const hostile = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const url = 'https://evil.example/webhooks/tw-main/square';
    const answer = await receive(genuine('square', { url, headers: hostile }));
    expect(answer.statusCode).toBe(401);
  });
});

describe('a source that cannot sign', () => {
  it.each([
    ['jotform', PATH_SECRET, 200],
    ['jotform', undefined, 401],
    ['jotform', '', 401],
    ['jotform', `${PATH_SECRET}x`, 401],
    ['jotform', PATH_SECRET.slice(0, -1), 401],
    ['jotform', 'short', 401],
    ['old-mailchimp', PATH_SECRET, 200],
    ['brevo', PATH_SECRET, 401],
    ['activecampaign', 'fifteen-letters', 401],
    ['careless-typeform', PATH_SECRET, 401],
    ['public-typeform', PATH_SECRET, 401],
    ['typeform', aSecret('typeform'), 401],
    ['page', PATH_SECRET, 401],
  ])('%s with %s in its path is answered %i', async (source, secret, statusCode) => {
    const { receive, copies } = openReceive(sources);
    const request = aRequest({ source, body: 'x', ...(secret !== undefined && { secret }) });
    expect(await receive(request)).toMatchObject({ statusCode });
    expect(copies).toHaveLength(statusCode === 200 ? 1 : 0);
  });

  it('never shows the secret of its path on the queue or in a report', async () => {
    const { receive, copies, reports } = openReceive(sources);
    await receive(aRequest({ source: 'jotform', secret: PATH_SECRET, body: 'x' }));
    await receive(aRequest({ source: 'typeform', secret: PATH_SECRET, body: 'x' }));
    expect(JSON.stringify([copies, reports])).not.toContain(PATH_SECRET);
  });
});

describe('a public source', () => {
  const post = (source: string, origin?: string) =>
    aRequest({
      source,
      body: '{"email":"a@example.com"}',
      headers: origin === undefined ? {} : { origin },
    });

  it('accepts posts from its pages only, and lets these read the answer', async () => {
    const { receive, copies } = openReceive(sources);
    expect(await receive(post('page', 'https://shop.example.com'))).toMatchObject({
      statusCode: 200,
      headers: { 'access-control-allow-origin': 'https://shop.example.com', vary: 'origin' },
    });
    for (const origin of [
      undefined,
      'null',
      'https://evil.example',
      'https://shop.example.com.evil',
    ]) {
      const answer = await receive(post('page', origin));
      expect(answer.statusCode).toBe(401);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(copies).toHaveLength(1);
  });

  it('refuses a post without its token', async () => {
    const { receive, copies } = openReceive(sources);
    const answer = await receive(post('page-with-turnstile', 'https://shop.example.com'));
    expect(answer.statusCode).toBe(401);
    expect(copies).toEqual([]);
  });
});

describe('a refused request', () => {
  const forged: Readonly<Record<string, Parameters<typeof aRequest>[0]>> = {
    'an unknown store': { store: 'nobody', body: '{}' },
    'an unknown source': { source: 'nobody', body: '{}' },
    'a name that every object has': { source: 'constructor', body: '{}' },
    'a malformed store': { store: '../tw-main', body: '{}' },
    'a malformed source': { source: 'a@example.com', body: '{}' },
    'no signature': { source: 'shopify', body: '{}' },
    'a wrong signature': {
      source: 'shopify',
      body: '{}',
      headers: { 'x-shopify-hmac-sha256': 'x' },
    },
    'a wrong secret': { source: 'jotform', secret: 'wrong', body: '{}' },
    'a body that is a handshake of LINE, unsigned': { source: 'line', body: '{"events":[]}' },
    'a bad event, unsigned': { source: 'standard-webhooks', body: 'no JSON' },
    'an unknown verify token': {
      method: 'GET',
      source: 'shopify',
      query: 'hub.mode=subscribe&hub.verify_token=x&hub.challenge=1',
    },
  };

  it('gets the same answer as any other, and nothing is stored', async () => {
    const { receive, copies, reports } = openReceive(sources);
    const answers = await Promise.all(
      Object.values(forged).map((options) => receive(aRequest(options))),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
    expect(answers[0]).toMatchObject({
      statusCode: 401,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(copies).toEqual([]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(answers.map(() => 'refused'));
  });

  it('causes no look-up if its names are not valid', async () => {
    const asked: string[] = [];
    const find = async (...names: readonly string[]) => void asked.push(names.join('/'));
    const { receive } = openReceive(sources, {
      senders: { find: (store, source) => find(store, source).then(() => undefined) },
    });
    for (const address of [{ store: '../x' }, { source: 'a@b' }, { store: '', source: '' }]) {
      expect(await receive(aRequest(address))).toMatchObject({ statusCode: 401 });
    }
    expect(asked).toEqual([]);
    await receive(aRequest({ store: 'nobody', source: 'tally' }));
    expect(asked).toEqual(['nobody/tally']);
  });

  it('is reported with the rule, and without any text of its own', async () => {
    const { receive, reports } = openReceive(sources);
    await receive(aRequest({ store: 'tw-main\n{"level":"x"}', source: 'ada@example.com' }));
    await receive(aRequest({ method: 'BREW', source: 'nobody' }));
    expect(reports).toMatchObject([
      { store: undefined, source: undefined, why: 'there is no such store or source' },
      {
        method: 'other',
        store: 'tw-main',
        source: 'nobody',
        outcome: 'refused',
        why: 'the method is not allowed',
        status: 405,
      },
    ]);
    expect(JSON.stringify(reports)).not.toMatch(/ada|level|BREW/);
  });

  it('costs the same work whether or not the source exists', async () => {
    const { receive } = openReceive(sources);
    const body = Buffer.alloc(1_000_000, 'x');
    const cost = async (options: RequestOptions): Promise<number> => {
      let least = Infinity;
      for (let run = 0; run < 25; run += 1) {
        const request = aRequest({ ...options, body });
        const from = performance.now();
        await receive(request);
        least = Math.min(least, performance.now() - from);
      }
      return least;
    };
    const known = await cost({ source: 'tally', headers: { 'tally-signature': 'x' } });
    for (const unknown of [{ store: 'nobody' }, { source: 'nobody' }, { source: 'a@b' }]) {
      expect((await cost(unknown)) / known).toBeGreaterThan(0.35);
    }
  });
});

describe('the size of a delivery', () => {
  it.each<[string, string | Uint8Array, number]>([
    ['1,000,000 bytes', 'x'.repeat(1_000_000), 200],
    ['1,000,001 bytes', 'x'.repeat(1_000_001), 413],
    ['fewer letters than bytes', '林'.repeat(333_334), 413],
    ['as many bytes in other letters', `${'林'.repeat(333_333)}x`, 200],
    ['700,000 bytes that are no text', Buffer.alloc(700_000, 0xff), 200],
    ['150,000 zeros, which text would write as six characters each', '\u0000'.repeat(150_000), 200],
    ['700,000 zeros', '\u0000'.repeat(700_000), 200],
    ['1,000,000 quotes, which fit in no form', '"'.repeat(1_000_000), 413],
    ['1,000,000 bytes that are no text', Buffer.alloc(1_000_000, 0xff), 413],
  ])('of %s', async (_, body, statusCode) => {
    const { receive, copies } = openReceive(sources);
    expect(await receive(genuine('tally', { body }))).toMatchObject({ statusCode });
    expect(copies).toHaveLength(statusCode === 200 ? 1 : 0);
    for (const copy of copies) {
      // Leaves room for the attributes of a dead letter.
      expect(copyBytes(copy.body, copy.attributes) + 4_096).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      const { body: text, bodyBase64 } = (JSON.parse(copy.body) as { data: Record<string, string> })
        .data;
      const stored = text === undefined ? Buffer.from(bodyBase64 ?? '', 'base64') : text;
      expect(Buffer.from(stored).equals(Buffer.from(body))).toBe(true);
    }
  });

  it('is checked before the store is read, so that it reveals nothing', async () => {
    const { receive } = openReceive(sources);
    const body = 'x'.repeat(1_000_001);
    expect(await receive(aRequest({ store: 'nobody', body }))).toMatchObject({ statusCode: 413 });
  });
});

describe('a service that cannot be reached', () => {
  const unavailable = { statusCode: 503, headers: { 'retry-after': '30' } };

  it.each<[string, Parameters<typeof openReceive>[1], string]>([
    [
      'the queue',
      { queue: { send: () => Promise.resolve(new Set()) } },
      'the queue did not confirm the delivery',
    ],
    [
      'a store',
      {
        senders: { find: () => Promise.reject(new WaitError('Parameter Store cannot be reached')) },
      },
      'Parameter Store cannot be reached',
    ],
    [
      'something else',
      { queue: { send: () => Promise.reject(new TypeError('ada@example.com')) } },
      'unexpected TypeError',
    ],
  ])('%s: the sender may send again', async (_, deps, why) => {
    const { receive, reports } = openReceive(sources, deps);
    expect(await receive(genuine('tally'))).toMatchObject(unavailable);
    expect(reports).toMatchObject([{ outcome: 'unavailable', why, status: 503 }]);
  });

  it('is answered only after the queue has confirmed', async () => {
    let confirm: (keys: ReadonlySet<string>) => void = () => {};
    const confirmed = new Promise<ReadonlySet<string>>((resolve) => (confirm = resolve));
    const { receive } = openReceive(sources, { queue: { send: () => confirmed } });
    let answered = false;
    const answer = receive(genuine('tally')).then((given) => {
      answered = true;
      return given;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    confirm(new Set(['id-1']));
    expect(await answer).toMatchObject({ statusCode: 200 });
  });
});
