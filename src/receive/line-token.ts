import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { DeliveryLine, StoreLine } from '../generated/types.ts';
import { type LineKeysDeps, openLineKeys } from './line-keys.ts';

export interface LineCheck {
  /** The ID token that the page posted. */
  readonly token: string;
  /** The nonce that the page gave to LINE's login. Empty where it gave none. */
  readonly nonce: string;
  readonly line: StoreLine;
}

/** What the token states, or why it is refused: in words, without values. */
export type LineVerdict = { readonly user: DeliveryLine } | { readonly why: string };

/** @throws WaitError the keys of LINE cannot be read now. */
export type VerifyLine = (check: LineCheck) => Promise<LineVerdict>;

const ISSUER = 'https://access.line.me';
const KEYS = 'https://api.line.me/oauth2/v2.1/certs';
/** A longer text is no token, in characters: LINE's have about 1,000. */
const MAX_TOKEN = 8_192;
/** How far the clocks of LINE and of the relay may be apart, in seconds. */
const SKEW_S = 30;
/** Longer texts of a token are not kept, in characters. */
const MAX_TEXT = 1_000;
const USER_ID = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Verifies ID tokens of LINE: signature, issuer, channel, time and nonce. LIFF apps and LINE's SDKs get tokens that are
 * signed with a key of LINE (ES256). Those of a web login are signed with the channel's secret (HS256), and count only
 * where the configuration names it. No public key ever serves as a secret: the algorithm decides where the key is from.
 *
 * @see https://developers.line.biz/en/docs/line-login/verify-id-token/
 */
export function createVerifyLine(deps: LineKeysDeps): VerifyLine {
  const opened = new Map<string, ReturnType<typeof openLineKeys>>();
  const keysAt = (url: string): ReturnType<typeof openLineKeys> => {
    const keys = opened.get(url) ?? openLineKeys(new URL(url), deps);
    opened.set(url, keys);
    return keys;
  };
  return async ({ token, nonce, line }) => {
    const { channelId, channelSecret, keysUrl = KEYS } = line;
    if (token.length > MAX_TOKEN) return { why: 'the ID token is too long' };
    const keyOf: ReturnType<typeof openLineKeys> = async (header, jws) =>
      isByPublicKey(header) || channelSecret === undefined
        ? keysAt(keysUrl)(header, jws)
        : new TextEncoder().encode(channelSecret);
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: channelSecret === undefined ? [PUBLIC] : [PUBLIC, SHARED],
        issuer: ISSUER,
        audience: channelId,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: SKEW_S,
        currentDate: new Date(deps.now()),
      });
      return verdictOn(payload, { nonce, channelId, now: deps.now() });
    } catch (error) {
      if (error instanceof errors.JOSEError) return { why: whyRefused(error) };
      throw error;
    }
  };
}

const PUBLIC = 'ES256';
const SHARED = 'HS256';

const isByPublicKey = ({ alg }: JWTHeaderParameters): boolean => alg !== SHARED;

interface Expected {
  readonly nonce: string;
  readonly channelId: string;
  readonly now: number;
}

function verdictOn(payload: JWTPayload, { nonce, channelId, now }: Expected): LineVerdict {
  const { sub = '', aud, iat, email, name } = payload;
  const isEarly = iat !== undefined && iat > now / 1000 + SKEW_S;
  if (isEarly) return { why: 'the ID token is from the future' };
  // A token for several audiences was not made for this channel alone.
  if (aud !== channelId) return { why: OTHER_CHANNEL };
  if ((payload['nonce'] ?? '') !== nonce)
    return { why: 'the nonce of the ID token is another one' };
  if (!USER_ID.test(sub)) return { why: 'the ID token names no user' };
  const user = { userId: sub, ...textIn('email', email), ...textIn('name', name) };
  return { user };
}

function textIn<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key becomes an index
  return (isText ? { [key]: value } : {}) as Partial<Record<K, string>>;
}

const OTHER_CHANNEL = 'the ID token is for another channel';

/** For the log. The library's own texts may quote the token. */
function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the ID token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIMS.get(error.claim) ?? 'a claim of the ID token is missing or wrong';
  }
  return REFUSED.get(error.code) ?? 'the ID token cannot be read';
}

const CLAIMS: ReadonlyMap<string, string> = new Map([
  ['aud', OTHER_CHANNEL],
  ['iss', 'the ID token is of another issuer'],
  ['nbf', 'the ID token is from the future'],
]);

const REFUSED: ReadonlyMap<string, string> = new Map([
  [errors.JWSSignatureVerificationFailed.code, 'the signature of the ID token is wrong'],
  [errors.JWKSNoMatchingKey.code, 'the ID token is signed with an unknown key'],
  [errors.JWKSMultipleMatchingKeys.code, 'the ID token does not name its key'],
  [
    errors.JOSEAlgNotAllowed.code,
    'the ID token is signed by another algorithm than the form allows',
  ],
]);
