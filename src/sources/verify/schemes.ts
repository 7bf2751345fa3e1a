import type { StoreSource } from '../../generated/types.ts';
import { hmacScheme } from './hmac-scheme.ts';
import { klaviyoScheme } from './klaviyo-scheme.ts';
import { mailchimpScheme } from './mailchimp-scheme.ts';
import type { Scheme } from './scheme.ts';
import { standardWebhooksScheme } from './standard-webhooks-scheme.ts';

type Tool = StoreSource['tool'];

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
