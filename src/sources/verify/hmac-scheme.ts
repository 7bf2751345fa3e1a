import { createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';
import type { Check, Claim, Scheme, SignedRequest } from './scheme.ts';

export interface HmacOptions {
  /** @default 'sha256' */
  readonly digest?: 'sha1' | 'sha256';
  /** @default 'base64' */
  readonly encoding?: 'base64' | 'hex';
  /** What stands before the signature. @default '' */
  readonly prefix?: string;
}

interface HmacSchemeOptions extends HmacOptions {
  /** In lower case. */
  readonly header: string;
  /** What is signed besides the body. @default the body alone */
  readonly content?: (request: SignedRequest) => Claim['content'] | undefined;
  readonly signedAt?: (request: SignedRequest) => number | undefined;
  readonly windowMs?: number;
}

/** One signature in one header: what nearly every tool does. The secret's text is the key. */
export function hmacScheme(options: HmacSchemeOptions): Scheme {
  const { header, content, signedAt, windowMs } = options;
  return {
    claim: (request) => {
      const signature = request.headers[header];
      const signed = content === undefined ? [request.body] : content(request);
      if (signature === undefined || signature === '' || signed === undefined) return undefined;
      return {
        content: signed,
        signatures: [signature],
        ...(signedAt && { signedAt: () => signedAt(request) }),
      };
    },
    check: (secret) => hmacCheck(secret, options),
    ...(windowMs !== undefined && { windowMs }),
  };
}

/**
 * Checks by making the signature and comparing its text: what merely decodes to the same bytes is no match.
 * An empty key is none.
 */
export function hmacCheck(key: string | Uint8Array, options: HmacOptions): Check | undefined {
  const { digest = 'sha256', encoding = 'base64', prefix = '' } = options;
  if (key.length === 0) return undefined;
  return ({ content, signatures }) => {
    const hmac = createHmac(digest, key);
    for (const part of content) hmac.update(part);
    const expected = prefix + hmac.digest(encoding);
    return signatures.map((given) => sameText(given, expected)).includes(true);
  };
}
