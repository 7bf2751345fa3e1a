import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { StoreSource } from '../../generated/types.ts';
import { SCHEMES } from './schemes.ts';

/** How a tool writes its signature. The scheme that verifies it knows the signed texts. */
interface Signer {
  readonly header: string;
  readonly prefix?: string;
  readonly digest?: 'sha1';
  readonly encoding?: 'hex';
  /** Other headers that are signed along. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSecretEncoded?: true;
}

interface Unsigned {
  readonly tool: StoreSource['tool'];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The address that it is posted to; some tools sign it. */
  readonly url: string;
  readonly secret: string;
}

/**
 * Signs a delivery as its tool does it, at `now` (milliseconds since the epoch).
 *
 * @returns the headers with the signature; undefined for a tool that cannot sign.
 * @throws Error a header that is signed along is missing.
 */
export function sign(
  { tool, headers, body, url, secret }: Unsigned,
  now: number,
): Readonly<Record<string, string>> | undefined {
  const signer = signerOf(tool, now);
  if (signer === undefined) return undefined;
  const { header, prefix = '', digest = 'sha256', encoding = 'base64' } = signer;
  const signed = { ...headers, ...signer.headers };
  const claim = SCHEMES[tool]?.claim({
    headers: { ...signed, [header]: `${prefix}to-be-made` },
    body: Buffer.from(body),
    url,
  });
  if (claim === undefined) throw new Error(`${tool} cannot be signed: a header is missing`);
  const hmac = createHmac(digest, keyOf(secret, signer));
  for (const part of claim.content) hmac.update(part);
  return { ...signed, [header]: prefix + hmac.digest(encoding) };
}

const keyOf = (secret: string, { isSecretEncoded }: Signer): Buffer =>
  isSecretEncoded === true
    ? Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    : Buffer.from(secret);

/** Undefined for the tools that do not sign. */
function signerOf(tool: StoreSource['tool'], now: number): Signer | undefined {
  const seconds = String(Math.floor(now / 1_000));
  const standard: Signer = {
    header: 'webhook-signature',
    prefix: 'v1,',
    headers: { 'webhook-timestamp': seconds },
    isSecretEncoded: true,
  };
  const signers: Readonly<Partial<Record<StoreSource['tool'], Signer>>> = {
    'standard-webhooks': standard,
    'google-forms': standard,
    shopify: { header: 'x-shopify-hmac-sha256' },
    square: { header: 'x-square-hmacsha256-signature' },
    typeform: { header: 'typeform-signature', prefix: 'sha256=' },
    tally: { header: 'tally-signature' },
    line: { header: 'x-line-signature' },
    loyverse: { header: 'x-loyverse-signature', digest: 'sha1' },
    mailchimp: { header: 'x-mailchimp-signature', prefix: `t=${seconds},v1=`, encoding: 'hex' },
    klaviyo: {
      header: 'klaviyo-signature',
      encoding: 'hex',
      headers: { 'klaviyo-timestamp': new Date(now).toUTCString() },
    },
  };
  return signers[tool];
}
