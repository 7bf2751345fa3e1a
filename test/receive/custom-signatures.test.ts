import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoreSignature, StoreSource } from '../../src/generated/types.ts';
import { createReceiveReporter } from '../../src/receive/answers.ts';
import { aRequest } from '../support/a-request.ts';
import { signCustom } from '../support/sign-custom.ts';
import { openReceive, PUBLIC_URL } from './open-receive.ts';

const SECRET = 'an-invented-secret-0123456789';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const PUBLIC = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const BODY = '{"email":"ada@example.com"}';

const signatures: Readonly<Record<string, StoreSignature>> = {
  hmac: { kind: 'hmac', header: 'X-Signature', prefix: 'sha256=', encoding: 'hex' },
  address: { kind: 'hmac', header: 'X-Signature', encoding: 'base64', content: ['url', 'body'] },
  query: { kind: 'hmac', query: 'sig', encoding: 'base64' },
  pair: {
    kind: 'ed25519',
    header: 'x-signature',
    encoding: 'base64',
    key: { encoding: 'base64' },
  },
  token: { kind: 'token', header: 'Webhook-Id' },
  'token-in-query': { kind: 'token', query: 'token' },
  basic: { kind: 'basic' },
  url: { kind: 'url' },
};
const secretOf = (name: string): string =>
  name === 'pair' ? PUBLIC.toString('base64') : name === 'basic' ? `shop:${SECRET}` : SECRET;
const sources: Readonly<Record<string, StoreSource>> = {
  ...Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [
      name,
      { tool: 'custom', signature, secrets: [secretOf(name)] } as const,
    ]),
  ),
  'old-url': { tool: 'custom', unsigned: true, secrets: [SECRET] },
  both: {
    tool: 'custom',
    unsigned: true,
    signature: signatures['hmac'] ?? { kind: 'url' },
    secrets: [SECRET],
  },
  'other-tool': {
    tool: 'jotform',
    signature: { kind: 'token', header: 'x-token' },
    secrets: [SECRET],
  },
  none: { tool: 'custom', secrets: [SECRET] },
  'no-secret': { tool: 'custom', signature: { kind: 'token', header: 'x-token' } },
};

/** A genuine request of a source. */
function genuine(name: string, query = '') {
  const signature = signatures[name] ?? { kind: 'url' };
  const key = name === 'pair' ? privateKey : secretOf(name);
  const path = `${PUBLIC_URL}/webhooks/tw-main/${name}`;
  const url = query === '' ? path : `${path}?${query}`;
  if (signature.kind === 'url') return aRequest({ source: name, body: BODY, secret: SECRET });
  const signed = signCustom(signature, { body: BODY, key, url });
  return aRequest({
    source: name,
    body: BODY,
    headers: { ...signed.headers, host: 'evil.example' },
    query: [query, signed.query].filter(Boolean).join('&'),
  });
}

const moved = (request: ReturnType<typeof aRequest>, source: string) => ({
  ...request,
  pathParameters: { ...request.pathParameters, source },
});

describe('a custom source', () => {
  it.each([...Object.keys(signatures), 'old-url'])(
    'of the kind %s is stored, without its signature, and logged without it',
    async (name) => {
      const lines: string[] = [];
      const log = (message: string, fields: object) =>
        lines.push(JSON.stringify([message, fields]));
      const report = createReceiveReporter({ info: log, warn: log, error: log }, {
        addMetric: () => undefined,
      } as never);
      const { receive, delivery } = openReceive(sources, { report });
      const request = genuine(name);
      const headers = { 'content-type': 'application/json' };
      expect(await receive(request)).toMatchObject({ statusCode: 200 });
      expect(delivery()).toEqual({ store: 'tw-main', source: name, headers, body: BODY });
      expect(lines).toHaveLength(1);
      const { rawQueryString, pathParameters } = request;
      const secrets = [
        SECRET,
        rawQueryString,
        pathParameters?.['secret'],
        request.headers['x-signature'],
      ];
      for (const secret of secrets.filter(Boolean)) expect(lines.join('')).not.toContain(secret);
    },
  );

  it('is refused alike for every reason', async () => {
    const { receive, copies } = openReceive(sources);
    const bare = (source: string) => aRequest({ source, body: BODY });
    const requests = [
      ...Object.keys(sources).map(bare),
      ...Object.keys(signatures)
        .filter((name) => name !== 'url')
        .flatMap((name) => {
          const request = genuine(name);
          const others = Object.keys(signatures).filter((one) => one !== name);
          return others.map((source) => moved(request, source));
        }),
      // The secret of a signature is no address, and a secret address needs its secret.
      ...['hmac', 'token', 'none', 'both', 'other-tool'].map((source) =>
        aRequest({ source, body: BODY, secret: SECRET }),
      ),
      aRequest({ source: 'url', body: BODY, secret: SECRET.slice(1) }),
      aRequest({ source: 'no-secret', body: BODY, headers: { 'x-token': '' } }),
      aRequest({ source: 'no-secret', body: BODY, headers: { 'x-token': 'undefined' } }),
      aRequest({ source: 'other-tool', body: BODY, headers: { 'x-token': SECRET } }),
      bare('there-is-none'),
    ];
    const refused = await receive(bare('there-is-none'));
    expect(refused.statusCode).toBe(401);
    for (const request of requests) expect(await receive(request)).toEqual(refused);
    expect(copies).toEqual([]);
  });

  it('signs the address with its query, which a forger cannot extend', async () => {
    const { receive, copies } = openReceive(sources);
    expect(await receive(genuine('address', 'a=1'))).toMatchObject({ statusCode: 200 });
    for (const rawQueryString of ['a=1&b', '', 'a=2', 'a=1{']) {
      const answer = await receive({ ...genuine('address', 'a=1'), rawQueryString });
      expect(answer).toMatchObject({ statusCode: 401 });
    }
    expect(copies).toHaveLength(1);
  });
});
