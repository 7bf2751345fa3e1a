import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

interface HmacOptions {
  /** @default 'sha256' */
  readonly digest?: 'sha1' | 'sha256';
  /** @default 'base64' */
  readonly encoding?: 'base64' | 'hex';
  /** The text before the signature. @default '' */
  readonly prefix?: string;
}

interface HmacSchemeOptions extends HmacOptions {
  /** In lower case. */
  readonly header: string;
  /** The signed texts besides the body. @default the body alone */
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

/** Compares in constant time. The given text may have any length, and its length tells nothing about the other. */
export const sameText = (given: string, expected: string): boolean =>
  timingSafeEqual(hash(given), hash(expected));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What arrived, as far as a signature can cover it. */
export interface SignedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** The address that the tool was given; from the configuration, never from the request's `Host`. */
  readonly url: string;
}

/** What a request claims: these signatures over this content. */
export interface Claim {
  /** The signed texts, in order. */
  readonly content: readonly (string | Uint8Array)[];
  /** The signatures as they stand in the request, with what names their version. One that matches is enough. */
  readonly signatures: readonly string[];
  /**
   * When the request was signed, in milliseconds since the epoch. Asked only once the signature is known to match,
   * because the answer may lie in the body.
   */
  readonly signedAt?: () => number | undefined;
}

/** Whether a claim is true. Takes the same time for every wrong signature of the same length. */
export type Check = (claim: Claim) => boolean;

/** How one tool signs. */
export interface Scheme {
  /** Undefined where the signature, or what belongs to it, is missing or malformed. */
  readonly claim: (request: SignedRequest) => Claim | undefined;
  /** Undefined where the secret cannot be one of this scheme. */
  readonly check: (secret: string) => Check | undefined;
  /** How far from now a signature may have been made, in milliseconds. Absent where the tool signs no time. */
  readonly windowMs?: number;
}
