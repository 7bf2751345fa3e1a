import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { guessSignature } from '../../../src/cli/explain/guess-signature.ts';
import { mistakesOfSource } from '../../../src/sources/verify/signature-mistakes.ts';
import { signedAt, verify } from '../../../src/sources/verify/verify.ts';

const SECRET = 'a-secret-of-16-characters';
const BODY = '{"email":"ada@example.com"}';
const TIME = '1790824800';
type Encoding = 'hex' | 'base64' | 'base64url';
const hmac = (text: string, encoding: Encoding = 'hex', key: string | Buffer = SECRET): string =>
  createHmac('sha256', key).update(text).digest(encoding);

const KEY = Buffer.from('0123456789abcdef01234567');
const WHSEC = `whsec_${KEY.toString('base64')}`;
const request = (headers: Readonly<Record<string, string>>, body = BODY) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': 'a-tool', ...headers },
  query: '',
  url: 'https://hooks.example.com/webhooks/tw-main/x',
  body: Buffer.from(body),
});

describe('the signature of a captured request', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['the body alone', { 'x-sig-hmac': hmac(BODY) }, { encoding: 'hex' }],
    ['as GitHub', { 'x-hub-signature-256': `sha256=${hmac(BODY)}` }, { prefix: 'sha256=' }],
    ['in base64', { 'x-signature': hmac(BODY, 'base64') }, { encoding: 'base64' }],
    [
      'as Stripe',
      { 'x-kj-signature': `t=${TIME},v1=${hmac(`${TIME}.${BODY}`)}` },
      { delimiter: ',', label: 'v1', time: { label: 't', unit: 's' } },
    ],
    [
      'as Svix',
      {
        'svix-id': 'msg_1',
        'svix-timestamp': TIME,
        'svix-signature': `v1,AAAA v1,${hmac(`msg_1.${TIME}.${BODY}`, 'base64', KEY)}`,
      },
      { delimiter: ' ', prefix: 'v1,', time: { header: 'svix-timestamp', unit: 's' } },
    ],
    [
      'as Slack',
      { 'x-tool-timestamp': TIME, 'x-tool-signature': `v0=${hmac(`v0:${TIME}:${BODY}`)}` },
      { prefix: 'v0=', time: { header: 'x-tool-timestamp', unit: 's' } },
    ],
    [
      'with milliseconds',
      { 'x-wf-timestamp': `${TIME}000`, 'x-wf-signature': hmac(`${TIME}000:${BODY}`) },
      { time: { header: 'x-wf-timestamp', unit: 'ms' } },
    ],
    [
      'of the address, as Square',
      { 'x-sq-signature': hmac(`https://hooks.example.com/webhooks/tw-main/x${BODY}`, 'base64') },
      { content: ['url', 'body'] },
    ],
    ['a token', { 'x-token': SECRET }, { kind: 'token', header: 'x-token' }],
    ['a bearer token', { authorization: `Bearer ${SECRET}` }, { kind: 'token', prefix: 'Bearer ' }],
  ])('is found: %s', (_, headers, expected) => {
    const secrets = headers['svix-id'] === undefined ? [SECRET] : [WHSEC];
    const { signature } = guessSignature(request(headers), secrets);
    expect(signature).toMatchObject(expected);
    if (signature === undefined) return;
    // It is a line that a store takes, and that refuses another body.
    expect(mistakesOfSource({ tool: 'custom', secrets, signature })).toEqual([]);
    const now = signedAt(signature, request(headers)) ?? 0;
    expect(verify([signature], request(headers), { secrets, now })).toBeUndefined();
    const isOpen = signature.kind === 'token';
    const forged = verify([signature], request(headers, '{"email":"eve@example.com"}'), {
      secrets,
      now,
    });
    expect(forged === undefined).toBe(isOpen);
  });

  it('is found as user and password', () => {
    const headers = { authorization: `Basic ${btoa('ada:a-long-password')}` };
    const { signature } = guessSignature(request(headers), ['ada:a-long-password']);
    expect(signature).toEqual({ kind: 'basic' });
  });

  it('is not found with another secret, in another body, or where there is none', () => {
    const headers = { 'x-signature': hmac(BODY) };
    expect(guessSignature(request(headers), ['another-secret-0123'])).toEqual({
      headers: ['x-signature'],
    });
    expect(guessSignature(request(headers, '{}'), [SECRET])).toEqual({ headers: ['x-signature'] });
    expect(guessSignature(request({}), [SECRET])).toEqual({ headers: [] });
    expect(guessSignature(request(headers), [])).toEqual({ headers: ['x-signature'] });
  });
});
