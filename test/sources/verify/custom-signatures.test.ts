import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoreSignature } from '../../../src/generated/types.ts';
import { sign } from '../../../src/sources/verify/sign.ts';
import { mistakesOfSource } from '../../../src/sources/verify/signature-mistakes.ts';
import { verify } from '../../../src/sources/verify/verify.ts';
import { type CustomRequest, signCustom } from '../../support/sign-custom.ts';

const NOW = Date.parse('2026-11-22T03:04:05Z');
const SECONDS = String(NOW / 1_000);
const TEXT = 'an-invented-secret-0123456789';
const BODY = '{"email":"ada@example.com","name":"林怡君"}';
const pair = generateKeyPairSync('ed25519');
const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');

interface Recipe {
  readonly signature: StoreSignature;
  readonly secret?: string;
  readonly key?: Parameters<typeof signCustom>[1]['key'];
  readonly time?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Ways to sign that senders really have. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'time and body in one header (Stripe)': {
    signature: {
      kind: 'hmac',
      header: 'Stripe-Signature',
      delimiter: ',',
      label: 'v1',
      encoding: 'hex',
      content: [{ label: 't' }, { literal: '.' }, 'body'],
      time: { label: 't', unit: 's' },
    },
    time: SECONDS,
  },
  'the body with a prefix (GitHub, Meta)': {
    signature: { kind: 'hmac', header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'hex' },
  },
  'version, time and body (Slack, Customer.io)': {
    signature: {
      kind: 'hmac',
      header: 'x-slack-signature',
      prefix: 'v0=',
      encoding: 'hex',
      content: [
        { literal: 'v0:' },
        { header: 'X-Slack-Request-Timestamp' },
        { literal: ':' },
        'body',
      ],
      time: { header: 'x-slack-request-timestamp', unit: 's', window: 300 },
    },
    time: SECONDS,
  },
  'id, time and body, several candidates (Svix)': {
    signature: {
      kind: 'hmac',
      header: 'svix-signature',
      delimiter: ' ',
      prefix: 'v1,',
      encoding: 'base64',
      key: { encoding: 'base64', prefix: 'whsec_' },
      content: [
        { header: 'svix-id' },
        { literal: '.' },
        { header: 'svix-timestamp' },
        { literal: '.' },
        'body',
      ],
      time: { header: 'svix-timestamp', unit: 's' },
    },
    secret: `whsec_${Buffer.from(TEXT).toString('base64')}`,
    time: SECONDS,
    values: { 'header:svix-id': 'msg_1' },
  },
  'address and body (Square)': {
    signature: { kind: 'hmac', header: 'x-s', encoding: 'base64', content: ['url', 'body'] },
  },
  'method, address, body and milliseconds (HubSpot v3)': {
    signature: {
      kind: 'hmac',
      header: 'x-hubspot-signature-v3',
      encoding: 'base64',
      content: ['method', 'url', 'body', { header: 'x-hubspot-request-timestamp' }],
      time: { header: 'x-hubspot-request-timestamp', unit: 'ms' },
    },
    time: String(NOW),
  },
  'milliseconds and body (Webflow)': {
    signature: {
      kind: 'hmac',
      header: 'x-webflow-signature',
      encoding: 'hex',
      content: [{ header: 'x-webflow-timestamp' }, { literal: ':' }, 'body'],
      time: { header: 'x-webflow-timestamp', unit: 'ms', window: 300 },
    },
    time: String(NOW),
  },
  'an element among others (Lightspeed)': {
    signature: {
      kind: 'hmac',
      header: 'x-signature',
      delimiter: ',',
      label: 'signature',
      encoding: 'hex',
    },
  },
  'a date right before the body (Zendesk)': {
    signature: {
      kind: 'hmac',
      header: 'x-zendesk-webhook-signature',
      encoding: 'base64',
      content: [{ header: 'x-zendesk-webhook-signature-timestamp' }, 'body'],
      time: { header: 'x-zendesk-webhook-signature-timestamp', unit: 'rfc3339' },
    },
    time: '2026-11-22T11:04:00+08:00',
    body: 'a=1&b=2',
  },
  'an HTTP date in a line of its own': {
    signature: {
      kind: 'hmac',
      header: 'x-signature',
      algorithm: 'sha512',
      encoding: 'base64url',
      content: ['method', { literal: '\n' }, { header: 'Date' }, { literal: '\n' }, 'body'],
      time: { header: 'date', unit: 'http-date', window: 60 },
    },
    time: 'Sun, 22 Nov 2026 03:04:05 GMT',
  },
  'JSON with sorted keys (NOWPayments)': {
    signature: {
      kind: 'hmac',
      header: 'x-nowpayments-sig',
      algorithm: 'sha512',
      encoding: 'hex',
      content: ['sorted-json'],
    },
    body: '{ "b": [ {"z":1, "a":"林"} ], "a": "x" }',
  },
  'a query parameter, with its time beside it': {
    signature: {
      kind: 'hmac',
      query: 'sig',
      encoding: 'base64',
      content: [{ query: 'ts' }, { literal: '|' }, 'body'],
      time: { query: 'ts', unit: 'ns' },
    },
    time: `${NOW}000000`,
  },
  'a time within the body': {
    signature: {
      kind: 'hmac',
      header: 'x-signature',
      algorithm: 'sha1',
      encoding: 'hex-upper',
      time: { pointer: '/meta/sent~1at', unit: 's' },
    },
    body: `{"meta":{"sent/at":${SECONDS}.25}}`,
  },
  'a key in hex': {
    signature: {
      kind: 'hmac',
      header: 'x-signature',
      encoding: 'hex',
      key: { encoding: 'hex', prefix: 'key_' },
    },
    secret: `key_${Buffer.from(TEXT).toString('hex').toUpperCase()}`,
  },
  'a key after a prefix': {
    signature: { kind: 'hmac', header: 'x-s', encoding: 'hex', key: { prefix: 'sec_' } },
    secret: `sec_${TEXT}`,
  },
  'a key pair (Discord)': {
    signature: {
      kind: 'ed25519',
      header: 'X-Signature-Ed25519',
      encoding: 'hex',
      key: { encoding: 'hex' },
      content: [{ header: 'X-Signature-Timestamp' }, 'body'],
      time: { header: 'X-Signature-Timestamp', unit: 's' },
    },
    secret: publicKey.toString('hex'),
    key: pair.privateKey,
    time: SECONDS,
  },
  'a bearer token': {
    signature: { kind: 'token', header: 'Authorization', prefix: 'Bearer ' },
  },
  'a token in the query': { signature: { kind: 'token', query: 'token' } },
  'user and password': {
    signature: { kind: 'basic' },
    secret: 'shop:pässword',
    key: 'shop:pässword',
  },
};

const recipes = Object.entries(RECIPES);
const requestOf = ({ signature, key = TEXT, time, values, body = BODY }: Recipe): CustomRequest =>
  signCustom(signature, { key, body, ...(time && { time }), ...(values && { values }) });
const check = (
  { signature, secret = TEXT }: Recipe,
  request: CustomRequest,
  { secrets = [secret], now = NOW }: { secrets?: readonly string[]; now?: number } = {},
): string | undefined => verify([signature], request, { secrets, now });

describe.each(recipes)('%s', (_, recipe) => {
  const { signature, secret = TEXT, body = BODY } = recipe;
  const request = requestOf(recipe);

  it('has no mistake as data', () => {
    expect(mistakesOfSource({ tool: 'custom', signature, secrets: [secret] })).toEqual([]);
  });

  it('is accepted, with any of several live secrets', () => {
    expect(check(recipe, request)).toBeUndefined();
    expect(check(recipe, request, { secrets: ['another:one', secret] })).toBeUndefined();
  });

  it('is refused with another secret, and with none', () => {
    const other = secret.replace(/..$/, '00');
    expect(check(recipe, request, { secrets: [other] })).toBe('the signature does not match');
    expect(check(recipe, request, { secrets: [] })).toMatch(/^no secret/);
    expect(check(recipe, request, { secrets: [''] })).toMatch(/^no secret/);
  });

  const isSigned = signature.kind === 'hmac' || signature.kind === 'ed25519';

  it.runIf(isSigned)('is refused with another body', () => {
    for (const forged of [`${body} x`, body.slice(1), '', body.replace('a', 'b')]) {
      expect(check(recipe, { ...request, body: Buffer.from(forged) })).toBeDefined();
    }
  });

  it('is refused without what it stands in', () => {
    const bare = { ...request, headers: {}, query: '' };
    expect(check(recipe, bare)).toBe('the signature or its time is missing or malformed');
  });

  it.runIf(signature.time)('is refused outside of its window, in either direction', () => {
    const windowMs = (signature.time?.window ?? 300) * 1_000;
    for (const direction of [-1, 1]) {
      const far = NOW + direction * (windowMs + 10_000);
      expect(
        check(recipe, request, { now: NOW + direction * (windowMs - 10_000) }),
      ).toBeUndefined();
      expect(check(recipe, request, { now: far })).toMatch(/too old or from the future/);
    }
  });

  it.runIf(signature.kind !== 'ed25519')('is signed alike by `send`', () => {
    const { headers, query } =
      sign(
        {
          source: { tool: 'custom', signature },
          headers: { 'content-type': 'text/plain', 'svix-id': 'msg_1' },
          body: recipe.body ?? BODY,
          url: request.url,
          secret,
        },
        NOW,
      ) ?? {};
    expect(headers).toMatchObject({ 'content-type': 'text/plain' });
    const sent = { ...request, headers: headers ?? {}, query: (query ?? '').slice(1) };
    expect(check(recipe, sent)).toBeUndefined();
  });
});

describe('public examples', () => {
  it.each<[string, StoreSignature, { secret: string; now: number; body: string; headers: object }]>(
    [
      [
        'GitHub, docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries',
        { kind: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=', encoding: 'hex' },
        {
          secret: "It's a Secret to Everybody",
          now: 0,
          body: 'Hello, World!',
          headers: {
            'x-hub-signature-256':
              'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
          },
        },
      ],
      [
        'Slack, docs.slack.dev/authentication/verifying-requests-from-slack',
        RECIPES['version, time and body (Slack, Customer.io)']?.signature ?? { kind: 'url' },
        {
          secret: '8f742231b10e8888abcd99yyyzzz85a5',
          now: 1_531_420_618_000,
          body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
          headers: {
            'x-slack-request-timestamp': '1531420618',
            'x-slack-signature':
              'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
          },
        },
      ],
    ],
  )('%s', (_, signature, { secret, now, body, headers }) => {
    const request = { method: 'POST', query: '', url: '', headers: headers as never };
    const options = { secrets: [secret], now };
    const given = (text: string) => ({ ...request, body: Buffer.from(text) });
    expect(verify([signature], given(body), options)).toBeUndefined();
    expect(verify([signature], given(`${body} `), options)).toBeDefined();
  });
});
