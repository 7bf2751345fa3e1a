import { createPublicKey, verify as verifySignature } from 'node:crypto';
import type { StoreSource } from '../../generated/types.ts';
import { memberOf } from '../../util/is-record.ts';
import { type Check, type Claim, hmacCheck, hmacScheme, type Scheme } from './hmac-scheme.ts';

type Tool = StoreSource['tool'];

/**
 * Klaviyo: body and the text of its time header are signed. That header has been seen hours away from the time in the
 * signed body. It is not documented whether a repetition renews either of them. So the age is that of `meta.timestamp`,
 * and a day is let through. A delivery that comes twice does no harm; one that is refused for ever is lost.
 */
const klaviyoScheme = hmacScheme({
  header: 'klaviyo-signature',
  encoding: 'hex',
  content: ({ headers, body }) => {
    const time = headers['klaviyo-timestamp'];
    return time === undefined || time === '' ? undefined : [body, time];
  },
  signedAt: ({ body }) => metaTimestamp(body),
  windowMs: 24 * 3_600_000,
});

/** Mailchimp since 2026: `t=<seconds>,v1=<hex>`, time and body are signed. Webhooks from before stay unsigned. */
const mailchimpScheme: Scheme = {
  claim: ({ headers, body }) => {
    const parts = (headers['x-mailchimp-signature'] ?? '').split(',');
    const [time, ...more] = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
    const signatures = parts.filter((part) => part.startsWith('v1='));
    if (time === undefined || more.length > 0 || signatures.length === 0) return undefined;
    return { content: [`${time}.`, body], signatures, signedAt: () => Number(time) * 1_000 };
  },
  check: (secret) => hmacCheck(secret, { encoding: 'hex', prefix: 'v1=' }),
  windowMs: 300_000,
};

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

/** How each tool signs; a tool that is not listed cannot. */
export const SCHEMES: Readonly<Partial<Record<Tool, Scheme>>> = {
  'standard-webhooks': standardWebhooksScheme,
  'google-forms': standardWebhooksScheme,
  shopify: hmacScheme({ header: 'x-shopify-hmac-sha256' }),
  square: hmacScheme({
    header: 'x-square-hmacsha256-signature',
    content: ({ url, body }) => [url, body],
  }),
  typeform: hmacScheme({ header: 'typeform-signature', prefix: 'sha256=' }),
  tally: hmacScheme({ header: 'tally-signature' }),
  line: hmacScheme({ header: 'x-line-signature' }),
  loyverse: hmacScheme({ header: 'x-loyverse-signature', digest: 'sha1' }),
  mailchimp: mailchimpScheme,
  klaviyo: klaviyoScheme,
};

/**
 * The tools that cannot sign, or cannot in every installation: Mailchimp's older webhooks, Loyverse's of a personal
 * token. Only these may be configured as unsigned.
 */
export const MAY_BE_UNSIGNED: ReadonlySet<Tool> = new Set([
  'html-form',
  'jotform',
  'brevo',
  'activecampaign',
  'mailchimp',
  'loyverse',
  'custom',
]);

function metaTimestamp(body: Uint8Array): number | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    const meta = memberOf(parsed, 'meta');
    const time = Date.parse(String(memberOf(meta, 'timestamp')));
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}

/** The longest list that is looked at; a sender has one signature per live secret. */
const MAX_SIGNATURES = 20;

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
