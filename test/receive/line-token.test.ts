import { createHmac, randomBytes } from 'node:crypto';
import { exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WaitError } from '../../src/event/errors.ts';
import { createHttp } from '../../src/http/http.ts';
import { createLineIssuer, type LineIssuer, SAMPLE_CHANNEL } from '../../src/local/line-issuer.ts';
import { createVerifyLine, type VerifyLine } from '../../src/receive/line-token.ts';
import { openStubServer } from '../support/stub-server.ts';
import { NOW } from './open-receive.ts';

const SECRET = 'the-secret-of-the-channel-1234567';
const USER = 'U0123456789abcdef0123456789abcdef';
let issuer: LineIssuer;
let clock = NOW;
beforeAll(async () => {
  issuer = await createLineIssuer(() => clock);
  await issuer.listen();
});
afterAll(() => issuer.close());

const verifier = (): VerifyLine => createVerifyLine({ http: createHttp(), now: () => clock });
const form = (channelSecret?: string) => ({
  channelId: SAMPLE_CHANNEL,
  keysUrl: issuer.keysUrl,
  ...(channelSecret !== undefined && { channelSecret }),
});
const verify = async (
  token: string,
  { nonce = '', secret = undefined as string | undefined } = {},
) => verifier()({ token, nonce, line: form(secret) });
const seconds = Math.floor(NOW / 1000);
const shared = async (claims: JWTPayload = {}, secret: string | Uint8Array = SECRET) =>
  new SignJWT({
    iss: 'https://access.line.me',
    aud: SAMPLE_CHANNEL,
    sub: USER,
    exp: seconds + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);

describe('an ID token of LINE', () => {
  it('states the user, the e-mail and the name', async () => {
    expect(await verify(await issuer.token({ picture: 'https://x.example/p' }))).toEqual({
      user: { userId: USER, email: 'mei.lin@example.com', name: '小美' },
    });
  });

  it.each([
    [{ email: undefined, name: undefined }, {}],
    [{ email: '', name: ' ' }, {}],
    [{ email: 7, name: ['x'] }, {}],
    [{ email: 'x'.repeat(1_001), name: 'x'.repeat(1_000) }, { name: 'x'.repeat(1_000) }],
  ])('keeps of %j what can be used', async (claims, kept) => {
    expect(await verify(await issuer.token(claims))).toEqual({ user: { userId: USER, ...kept } });
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['has expired', { exp: seconds - 31 }],
    ['another channel', { aud: '1234567891' }],
    ['another channel', { aud: [SAMPLE_CHANNEL, '1234567891'] }],
    ['another channel', { aud: [SAMPLE_CHANNEL] }],
    ['another issuer', { iss: 'https://access.line.me.example' }],
    ['another issuer', { iss: 'https://access.line.me/' }],
    ['from the future', { iat: seconds + 31 }],
    ['from the future', { nbf: seconds + 31 }],
    ['nonce', { nonce: 'n-1' }],
    ['missing or wrong', { exp: undefined }],
    ['missing or wrong', { sub: undefined }],
    ['missing or wrong', { exp: '9999999999' }],
    ['names no user', { sub: '' }],
    ['names no user', { sub: 'x'.repeat(101) }],
    ['names no user', { sub: 'a b' }],
  ])('is refused: %s (%j)', async (why, claims) => {
    expect(await verify(await issuer.token(claims))).toEqual({ why: expect.stringContaining(why) });
  });

  it.each<JWTPayload>([{ exp: seconds - 29 }, { iat: seconds + 29 }])(
    'may be off by half a minute: %j',
    async (claims) => {
      expect(await verify(await issuer.token(claims))).toHaveProperty('user');
    },
  );

  it('needs the nonce that the page posts', async () => {
    const token = await issuer.token({ nonce: 'n-1' });
    expect(await verify(token, { nonce: 'n-1' })).toHaveProperty('user');
    expect(await verify(token, { nonce: 'n-2' })).toHaveProperty('why');
    expect(await verify(await issuer.token(), { nonce: 'n-1' })).toHaveProperty('why');
  });

  it('is refused without a signature', async () => {
    const none = new UnsecuredJWT({
      sub: USER,
      iss: 'https://access.line.me',
      aud: SAMPLE_CHANNEL,
      exp: seconds + 60,
    }).encode();
    expect(await verify(none)).toHaveProperty('why');
    expect(await verify(none, { secret: SECRET })).toHaveProperty('why');
    const good = await issuer.token();
    expect(await verify(good.slice(0, good.lastIndexOf('.') + 1))).toHaveProperty('why');
  });

  it('is refused with a part of another token', async () => {
    const [one, other] = [await issuer.token(), await issuer.token({ sub: 'Uffff' })];
    const [head = '', , signature = ''] = one.split('.');
    expect(await verify([head, other.split('.')[1], signature].join('.'))).toEqual({
      why: 'the signature of the ID token is wrong',
    });
  });

  it('counts by the secret of the channel only where it is configured', async () => {
    const token = await shared({ nonce: 'n-1' });
    expect(await verify(token, { nonce: 'n-1', secret: SECRET })).toEqual({
      user: { userId: USER },
    });
    expect(await verify(token, { nonce: 'n-1' })).toEqual({
      why: expect.stringContaining('algorithm'),
    });
    expect(
      await verify(await shared({}, 'another-secret-of-another-channel'), { secret: SECRET }),
    ).toEqual({ why: 'the signature of the ID token is wrong' });
    expect(await verify(await issuer.token(), { secret: SECRET })).toHaveProperty('user');
  });

  it('never takes a public key for a secret', async () => {
    const keys = (await (await fetch(issuer.keysUrl)).json()) as { keys: [{ x: string }] };
    for (const text of [JSON.stringify(keys.keys[0]), JSON.stringify(keys), keys.keys[0].x]) {
      expect(await verify(await shared({}, text), { secret: SECRET })).toHaveProperty('why');
      expect(await verify(await shared({}, text))).toHaveProperty('why');
    }
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    expect(
      await verify(await shared({}, await exportSPKI(publicKey)), { secret: SECRET }),
    ).toHaveProperty('why');
    const rsa = new SignJWT({
      sub: USER,
      iss: 'https://access.line.me',
      aud: SAMPLE_CHANNEL,
      exp: seconds + 60,
    });
    expect(
      await verify(await rsa.setProtectedHeader({ alg: 'RS256' }).sign(privateKey)),
    ).toHaveProperty('why');
  });

  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    'not a token',
    'e30.e30.',
    `${'x'.repeat(20)}.e30.e30`,
    '{"alg":"none"}',
    '\u0000.\u0000.\u0000',
  ])('is no text such as %j', async (text) => {
    expect(await verify(text)).toHaveProperty('why');
  });

  it('is short', async () => {
    const long = await issuer.token({ picture: 'x'.repeat(8_192) });
    expect(await verify(long)).toEqual({ why: 'the ID token is too long' });
  });

  it('is refused where the header asks for what the relay does not know', async () => {
    const header = Buffer.from(
      JSON.stringify({ alg: 'HS256', crit: ['b64'], b64: false }),
    ).toString('base64url');
    const body = Buffer.from('{}').toString('base64url');
    const sign = createHmac('sha256', SECRET).update(`${header}.${body}`).digest('base64url');
    expect(await verify(`${header}.${body}.${sign}`, { secret: SECRET })).toHaveProperty('why');
  });
});

describe('the keys of LINE', () => {
  async function openKeys(answer: Parameters<typeof openStubServer>[0]) {
    const server = await openStubServer(answer);
    onTestFinished(() => server.close());
    const verifyLine = verifier();
    const line = { channelId: SAMPLE_CHANNEL, keysUrl: `${server.url}/certs` };
    return {
      server,
      check: async (token: string) => verifyLine({ token, nonce: '', line }),
    };
  }
  const published = async () => (await fetch(issuer.keysUrl)).text();

  it('are read once, for many posts at once', async () => {
    const keys = await published();
    const { server, check } = await openKeys((_, response) => response.end(keys));
    const token = await issuer.token();
    const all = await Promise.all(Array.from({ length: 20 }, async () => check(token)));
    expect(all.every((one) => 'user' in one)).toBe(true);
    await check(token);
    expect(server.requests).toHaveLength(1);
  });

  it('are read again for a new key id, but not for every invented one', async () => {
    let keys = await published();
    const { server, check } = await openKeys((_, response) => response.end(keys));
    await check(await issuer.token());
    await issuer.rotate();
    onTestFinished(() => void (clock = NOW));
    keys = await published();
    const rotated = await issuer.token();
    expect(await check(rotated)).toEqual({ why: 'the ID token is signed with an unknown key' });
    expect(server.requests).toHaveLength(1);
    clock = NOW + 60_000;
    expect(await check(rotated)).toHaveProperty('user');
    expect(server.requests).toHaveLength(2);
    const { privateKey } = await generateKeyPair('ES256');
    for (let count = 0; count < 10; count += 1) {
      const forged = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: randomBytes(4).toString('hex') })
        .sign(privateKey);
      expect(await check(forged)).toHaveProperty('why');
    }
    expect(server.requests).toHaveLength(2);
    clock += 3_600_000;
    expect(await check(await issuer.token())).toHaveProperty('user');
    expect(server.requests).toHaveLength(3);
  });

  it.each<[string, Parameters<typeof openStubServer>[0]]>([
    ['status 500', (_, response) => response.writeHead(500).end('{"keys":[]}')],
    ['a redirect', (_, response) => response.writeHead(302, { location: issuer.keysUrl }).end()],
    ['10 MB', (_, response) => response.end(`{"keys":[${'{},'.repeat(3_500_000)}{}]}`)],
    [
      'too many keys',
      (_, response) =>
        response.end(JSON.stringify({ keys: Array.from({ length: 101 }, () => ({})) })),
    ],
    ['no JSON', (_, response) => response.end('<html>')],
    ['no keys', (_, response) => response.end('{"keys":[7]}')],
    ['a broken connection', (_, response) => response.destroy()],
  ])('that come as %s make the page wait, and are asked for at a pace', async (_, answer) => {
    const { server, check } = await openKeys(answer);
    onTestFinished(() => void (clock = NOW));
    const token = await issuer.token();
    await expect(check(token)).rejects.toThrow(WaitError);
    await expect(check(token)).rejects.toThrow(WaitError);
    expect(server.requests).toHaveLength(1);
    clock += 5_000;
    await expect(check(token)).rejects.toThrow(WaitError);
    expect(server.requests).toHaveLength(2);
  });

  it('make the page wait no longer than 1.5 s', async () => {
    const { check } = await openKeys(() => undefined);
    const startedAt = performance.now();
    await expect(check(await issuer.token())).rejects.toThrow('no answer in time');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('that do not fit their kid refuse nothing but the token', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const keys = JSON.parse(await published()) as { keys: [{ kid: string }] };
    const { check } = await openKeys((_, response) => response.end(JSON.stringify(keys)));
    const forged = await new SignJWT({ sub: USER })
      .setProtectedHeader({ alg: 'ES256', kid: keys.keys[0].kid })
      .sign(privateKey);
    expect(await check(forged)).toEqual({ why: 'the signature of the ID token is wrong' });
  });
});
