import { createHmac } from 'node:crypto';
import type { StoreSource } from '../../src/generated/types.ts';

export type SigningTool = Exclude<
  StoreSource['tool'],
  // SHOPLINE signs in the address: shopline.test.ts.
  'html-form' | 'jotform' | 'brevo' | 'activecampaign' | 'surveycake' | 'custom' | 'shopline'
>;

export interface ToSign {
  readonly secret: string;
  readonly body: string | Uint8Array;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type Signer = (toSign: ToSign) => Readonly<Record<string, string>>;

const hmac = (
  parts: readonly (string | Uint8Array)[],
  key: string | Uint8Array,
  [digest, encoding]: readonly ['sha1' | 'sha256', 'base64' | 'hex'] = ['sha256', 'base64'],
): string => {
  const made = createHmac(digest, key);
  for (const part of parts) made.update(part);
  return made.digest(encoding);
};

const seconds = (now: number): string => String(Math.floor(now / 1000));

const standardWebhooks: Signer = ({ secret, body, now }) => {
  const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ8RELAY';
  const time = seconds(now);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${hmac([`${id}.${time}.`, body], key)}`,
  };
};

/** The signature headers of each tool, written from its documentation and independent of the verifying code. */
const SIGNERS: Readonly<Record<SigningTool, Signer>> = {
  'standard-webhooks': standardWebhooks,
  'google-forms': standardWebhooks,
  shopify: ({ secret, body }) => ({ 'x-shopify-hmac-sha256': hmac([body], secret) }),
  shoplazza: ({ secret, body }) => ({ 'x-shoplazza-hmac-sha256': hmac([body], secret) }),
  square: ({ secret, body, url }) => ({
    'x-square-hmacsha256-signature': hmac([url, body], secret),
  }),
  typeform: ({ secret, body }) => ({ 'typeform-signature': `sha256=${hmac([body], secret)}` }),
  tally: ({ secret, body }) => ({ 'tally-signature': hmac([body], secret) }),
  line: ({ secret, body }) => ({ 'x-line-signature': hmac([body], secret) }),
  loyverse: ({ secret, body }) => ({
    'x-loyverse-signature': hmac([body], secret, ['sha1', 'base64']),
  }),
  mailchimp: ({ secret, body, now }) => {
    const time = seconds(now);
    const signature = hmac([`${time}.`, body], secret, ['sha256', 'hex']);
    return { 'x-mailchimp-signature': `t=${time},v1=${signature}` };
  },
  'meta-lead-ads': ({ secret, body }) => ({
    'x-hub-signature-256': `sha256=${hmac([body], secret, ['sha256', 'hex'])}`,
  }),
  hubspot: ({ secret, body, url, now }) => ({
    'x-hubspot-request-timestamp': String(now),
    'x-hubspot-signature-v3': hmac(['POST', url, body, String(now)], secret),
  }),
  klaviyo: ({ secret, body, now }) => {
    const time = new Date(now).toUTCString();
    return {
      'klaviyo-timestamp': time,
      'klaviyo-signature': hmac([body, time], secret, ['sha256', 'hex']),
    };
  },
};

export const SIGNING_TOOLS = Object.keys(SIGNERS) as readonly SigningTool[];

export const signAs = (tool: SigningTool, toSign: ToSign): Readonly<Record<string, string>> =>
  SIGNERS[tool](toSign);

/** A secret in the form of each tool, from any seed. */
export function aSecret(tool: SigningTool, seed = 'a'): string {
  const text = `an-invented-secret-${seed}-0123456789`;
  const isEncoded = tool === 'standard-webhooks' || tool === 'google-forms';
  return isEncoded ? `whsec_${Buffer.from(text).toString('base64')}` : text;
}
