import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { StoreSource } from '../generated/types.ts';
import { SCHEMES } from '../sources/verify/schemes.ts';
import type { SampleDelivery } from './sample-delivery.ts';
import { sampleSecret } from './sample-sources.ts';

/** A delivery as its tool posts it to one of the sample sources. */
interface SignedDelivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a tool writes its signature. What it signs is known to the scheme that verifies it. */
interface Signer {
  readonly header: string;
  readonly prefix?: string;
  readonly digest?: 'sha1';
  readonly encoding?: 'hex';
  /** Other headers that are signed along. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSecretEncoded?: true;
}

/**
 * Signs a delivery with the secret of the sample source, at its own time; the ones that cannot sign get the secret
 * into their address, and the public form the origin of its page.
 *
 * @param options.publicUrl base address of the local run, without a slash at its end.
 * @param options.now milliseconds since the epoch.
 */
export function signDelivery(
  { store, tool, headers, body }: SampleDelivery,
  { publicUrl, now }: { readonly publicUrl: string; readonly now: number },
): SignedDelivery {
  const url = `${publicUrl}/webhooks/${encodeURIComponent(store)}/${encodeURIComponent(tool)}`;
  if (tool === 'html-form') return { url, headers: { ...headers, origin: publicUrl } };
  const signer = signerOf(tool, now);
  if (signer === undefined) return { url: `${url}/${sampleSecret(tool)}`, headers };
  const { header, prefix = '', digest = 'sha256', encoding = 'base64' } = signer;
  const signed = { ...headers, ...signer.headers };
  const claim = SCHEMES[tool]?.claim({
    headers: { ...signed, [header]: `${prefix}to-be-made` },
    body: Buffer.from(body),
    url,
  });
  if (claim === undefined) throw new Error(`${tool} cannot be signed: a header is missing`);
  const hmac = createHmac(digest, keyOf(tool, signer));
  for (const part of claim.content) hmac.update(part);
  return { url, headers: { ...signed, [header]: prefix + hmac.digest(encoding) } };
}

const keyOf = (tool: StoreSource['tool'], { isSecretEncoded }: Signer): Buffer =>
  isSecretEncoded === true
    ? Buffer.from(sampleSecret(tool).replace(/^whsec_/, ''), 'base64')
    : Buffer.from(sampleSecret(tool));

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
