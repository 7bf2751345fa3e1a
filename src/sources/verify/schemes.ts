import type { StoreSource } from '../../generated/types.ts';
import { hmacCheck, hmacScheme, type Scheme } from './hmac-scheme.ts';
import { standardWebhooksScheme } from './standard-webhooks-scheme.ts';
import { memberOf } from '../../util/is-record.ts';

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
