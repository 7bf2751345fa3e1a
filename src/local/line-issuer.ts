import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** LINE's login on this machine: signs ID tokens with keys that it makes at its start, and publishes the public ones. */
export interface LineIssuer {
  /** Base address, without a slash at its end. @throws Error before `listen`. */
  readonly url: string;
  /** Where its public keys are. */
  readonly keysUrl: string;
  /** Listens on 127.0.0.1 only. @param options.port 0 or absent = any free port. @returns the base address. */
  listen(options?: { readonly port?: number }): Promise<string>;
  /** A token of the sample channel, valid for an hour. @param claims replace those of the sample user. */
  token(claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with a new key from now on. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** The LINE Login channel of the sample form. */
export const SAMPLE_CHANNEL = '1234567890';

const SAMPLE_USER = {
  sub: 'U0123456789abcdef0123456789abcdef',
  name: '小美',
  email: 'mei.lin@example.com',
};

/** @param now milliseconds since the epoch. */
export async function createLineIssuer(now: () => number = Date.now): Promise<LineIssuer> {
  let url: string | undefined;
  let key = await newKey();
  const address = (): string => {
    if (url === undefined) throw new Error('call listen() first');
    return url;
  };
  const token: LineIssuer['token'] = async (claims = {}) => {
    const at = Math.floor(now() / 1000);
    const usual = { iss: 'https://access.line.me', aud: SAMPLE_CHANNEL, iat: at, exp: at + 3_600 };
    return new SignJWT({ ...usual, amr: ['linesso'], ...SAMPLE_USER, ...claims })
      .setProtectedHeader({ typ: 'JWT', alg: 'ES256', kid: key.kid })
      .sign(key.privateKey);
  };
  const app = fastify({ forceCloseConnections: true });
  // The page has another port.
  app.addHook('onRequest', async (_, reply) => {
    reply.header('access-control-allow-origin', '*');
  });
  app.get('/certs', async () => ({ keys: [key.jwk] }));
  app.get('/sdk.js', async (_, reply) =>
    reply.type('text/javascript; charset=utf-8').send(sdk(address())),
  );
  app.get<{ Querystring: Record<string, string> }>('/token', async ({ query }) => ({
    idToken: await token(claimsIn(query)),
  }));
  return {
    get url() {
      return address();
    },
    get keysUrl() {
      return `${address()}/certs`;
    },
    listen: async ({ port = 0 } = {}) => (url = await app.listen({ host: '127.0.0.1', port })),
    token,
    rotate: async () => {
      key = await newKey();
    },
    close: async () => app.close(),
  };
}

async function newKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return { kid, privateKey, jwk };
}

/** `?line_email=` replaces a claim, and an empty text removes it. */
const claimsIn = (query: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    ['sub', 'name', 'email', 'aud'].flatMap((claim) => {
      const text = query[`line_${claim}`];
      return text === undefined ? [] : [[claim, text === '' ? undefined : text]];
    }),
  );

/**
 * The part of LINE's LIFF SDK that the sample page uses. Its user is always logged in.
 *
 * @see https://developers.line.biz/en/reference/liff/
 */
const sdk = (address: string): string => `
let idToken;
window.liff = {
  init: async () => {
    const answer = await fetch(${JSON.stringify(`${address}/token`)} + location.search);
    ({ idToken } = await answer.json());
  },
  isLoggedIn: () => true,
  login: () => location.reload(),
  logout: () => { idToken = undefined; },
  getIDToken: () => idToken ?? null,
  getDecodedIDToken: () => {
    if (idToken === undefined) return null;
    const part = idToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  },
};
`;
