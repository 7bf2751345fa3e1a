import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { type Check, type Claim, hmacCheck, type Scheme } from './hmac-scheme.ts';

/** The longest list that is looked at; a sender has one signature per live secret. */
const MAX_SIGNATURES = 20;

/**
 * Standard Webhooks: id, time and body are signed, by HMAC (`whsec_…`) or ed25519 (`whpk_…`).
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooksScheme: Scheme = {
  claim: ({ headers, body }) => {
    const id = headers['webhook-id'] ?? '';
    const time = headers['webhook-timestamp'] ?? '';
    const signatures = (headers['webhook-signature'] ?? '').split(' ').slice(0, MAX_SIGNATURES);
    // A dot in the id would let two different requests have the same signed text.
    if (!/^[^.\s]{1,256}$/.test(id) || !/^\d{1,12}$/.test(time) || signatures[0] === '') {
      return undefined;
    }
    return {
      content: [`${id}.${time}.`, body],
      signatures,
      signedAt: () => Number(time) * 1_000,
    };
  },
  check: (secret) => (secret.startsWith('whpk_') ? ed25519Check(secret) : symmetricCheck(secret)),
  windowMs: 300_000,
};

/** The key is what the secret's base64 stands for. A secret that is none would otherwise become a weak or empty key. */
function symmetricCheck(secret: string): Check | undefined {
  const key = fromBase64(secret.replace(/^whsec_/, ''));
  return key && hmacCheck(key, { prefix: 'v1,' });
}

function ed25519Check(secret: string): Check | undefined {
  const bytes = fromBase64(secret.slice('whpk_'.length));
  if (bytes?.length !== 32) return undefined;
  const x = bytes.toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return ({ content, signatures }: Claim) => {
    const signed = Buffer.concat(content.map((part) => Buffer.from(part)));
    const found = signatures.map((text) => {
      const signature = text.startsWith('v1a,') ? fromBase64(text.slice('v1a,'.length)) : undefined;
      return signature?.length === 64 && verifySignature(null, signed, key, signature);
    });
    return found.includes(true);
  };
}

/** Undefined where the text is empty, or not exactly what its bytes are written as. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const isExact = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return bytes.length > 0 && isExact ? bytes : undefined;
}
