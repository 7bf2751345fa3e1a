import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { StoreSignature } from '../../generated/types.ts';
import type { Claim } from './signed-request.ts';

/** Whether a claim is true. Takes the same time for every wrong signature of the same length. */
export interface Check {
  (claim: Pick<Claim, 'content' | 'candidates'>): boolean;
  /** Whether it reads the content. */
  readonly reads: boolean;
}

/** Undefined where the secret cannot be one of this signature. */
export function checkOf(signature: StoreSignature, secret: string): Check | undefined {
  if (signature.kind === 'ed25519') return ed25519Check(signature, secret);
  const make = makerOf(signature, secret);
  return make && Object.assign(textCheck(make), { reads: signature.kind === 'hmac' });
}

type Content = Claim['content'];

/** Compares texts: a text that merely decodes to the same bytes is no match. */
const textCheck =
  (make: (content: Content) => readonly string[]) =>
  ({ content, candidates }: Pick<Claim, 'content' | 'candidates'>): boolean => {
    const expected = make(content);
    return candidates
      .flatMap((given) => expected.map((text) => sameText(given, text)))
      .includes(true);
  };

/**
 * What makes the signature: texts, each of which is right. Undefined where the secret cannot be a key, for `url`, and for
 * ed25519: its secret is a public key, which signs nothing.
 */
export function makerOf(
  signature: StoreSignature,
  secret: string,
): ((content: Content) => readonly string[]) | undefined {
  const { kind, prefix = '', algorithm = 'sha256', encoding } = signature;
  if (secret === '') return undefined;
  if (kind === 'token') return () => [prefix + secret];
  if (kind === 'basic') {
    const credentials = Buffer.from(secret).toString('base64');
    return secret.includes(':')
      ? () => [`Basic ${credentials}`, `basic ${credentials}`]
      : undefined;
  }
  const key = kind === 'hmac' ? keyOf(signature, secret) : undefined;
  const write = encoding && WRITERS[encoding];
  if (key === undefined || write === undefined) return undefined;
  return (content) => {
    const hmac = createHmac(algorithm, key);
    for (const part of content) hmac.update(part);
    return write(hmac.digest()).map((text) => prefix + text);
  };
}

/** Some senders fill base64url up, some do not. */
const WRITERS = {
  hex: (bytes: Buffer) => [bytes.toString('hex')],
  'hex-upper': (bytes: Buffer) => [bytes.toString('hex').toUpperCase()],
  base64: (bytes: Buffer) => [bytes.toString('base64')],
  base64url: (bytes: Buffer) => {
    const text = bytes.toString('base64url');
    return [text, text.padEnd(Math.ceil(text.length / 4) * 4, '=')];
  },
} as const;

/** Compares in constant time. The given text may have any length, and its length tells nothing about the other. */
export const sameText = (given: string, expected: string): boolean =>
  timingSafeEqual(hash(given), hash(expected));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The bytes of a secret. An empty key is none: anyone could sign with it. */
function keyOf({ key = {} }: StoreSignature, secret: string): Buffer | undefined {
  const { encoding = 'text', prefix = '' } = key;
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  if (encoding !== 'text') return exactBytes(text, encoding);
  return text === '' ? undefined : Buffer.from(text);
}

/** Undefined where the text is empty, or not exactly what its bytes are written as: it would be a weak or another key. */
function exactBytes(text: string, encoding: 'base64' | 'base64url' | 'hex'): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  const written = bytes.toString(encoding).replace(/=+$/, '');
  const given = encoding === 'hex' ? text.toLowerCase() : text.replace(/=+$/, '');
  return bytes.length > 0 && written === given ? bytes : undefined;
}

function ed25519Check(signature: StoreSignature, secret: string): Check | undefined {
  const { prefix = '', encoding = 'hex' } = signature;
  const bytes = keyOf(signature, secret);
  if (bytes?.length !== 32) return undefined;
  const x = bytes.toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const check = ({ content, candidates }: Pick<Claim, 'content' | 'candidates'>): boolean => {
    const signed = Buffer.concat(content.map((part) => Buffer.from(part)));
    const found = candidates.map((text) => {
      const given = text.startsWith(prefix)
        ? signatureOf(text.slice(prefix.length), encoding)
        : undefined;
      return given?.length === 64 && verify(null, signed, key, given);
    });
    return found.includes(true);
  };
  return Object.assign(check, { reads: true });
}

/** Undefined where the text is not exactly what its bytes are written as. */
function signatureOf(text: string, encoding: keyof typeof WRITERS): Buffer | undefined {
  const bytes = Buffer.from(text, encoding === 'hex-upper' ? 'hex' : encoding);
  return WRITERS[encoding](bytes).includes(text) ? bytes : undefined;
}
