import type { StoreSignature, StoreSource } from '../../generated/types.ts';
import { signaturePlace } from './signed-request.ts';

type Tool = StoreSource['tool'];

/** The exact body in one header: what nearly every tool does. The text of the secret is the key. */
const ofBody = (header: string, more: Partial<StoreSignature> = {}): readonly StoreSignature[] => [
  { kind: 'hmac', header, encoding: 'base64', ...more },
];

/** Standard Webhooks: id, time and body are signed. */
const standardWebhooks = (
  kind: StoreSignature['kind'],
  prefix: string,
  keyPrefix: string,
): StoreSignature => ({
  kind,
  header: 'webhook-signature',
  delimiter: ' ',
  prefix,
  encoding: 'base64',
  key: { encoding: 'base64', prefix: keyPrefix },
  content: [
    { header: 'webhook-id' },
    { literal: '.' },
    { header: 'webhook-timestamp' },
    { literal: '.' },
    'body',
  ],
  time: { header: 'webhook-timestamp', unit: 's', window: 300 },
});

/**
 * By HMAC or ed25519, as the secret says.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const STANDARD_WEBHOOKS: readonly StoreSignature[] = [
  standardWebhooks('hmac', 'v1,', 'whsec_'),
  standardWebhooks('ed25519', 'v1a,', 'whpk_'),
];

/**
 * Klaviyo: body and the text of its time header are signed. That header has been seen hours away from the time in the
 * signed body. It is not documented whether a repetition renews either of them. So the age is that of `meta.timestamp`,
 * and a day is let through. A delivery that comes twice does no harm; one that is refused for ever is lost.
 */
const KLAVIYO = ofBody('klaviyo-signature', {
  encoding: 'hex',
  content: ['body', { header: 'klaviyo-timestamp' }],
  time: { pointer: '/meta/timestamp', unit: 'rfc3339', window: 86_400 },
});

/** Mailchimp since 2026: `t=<seconds>,v1=<hex>`, time and body are signed. Webhooks from before stay unsigned. */
const MAILCHIMP = ofBody('x-mailchimp-signature', {
  delimiter: ',',
  label: 'v1',
  encoding: 'hex',
  content: [{ label: 't' }, { literal: '.' }, 'body'],
  time: { label: 't', unit: 's', window: 300 },
});

/**
 * SHOPLINE: the time, a colon and the sorted JSON body, signed with the secret of the app. Whether a repetition renews the
 * time is not documented, so a day is let through, as for Klaviyo.
 *
 * @see https://shopline-developers.readme.io/docs/webhook-signature
 */
const SHOPLINE: readonly StoreSignature[] = [
  {
    kind: 'hmac',
    query: 'sign',
    encoding: 'hex',
    content: [
      { header: 'x-shopline-developer-event-timestamp' },
      { literal: ':' },
      'sorted-json-escaped',
    ],
    time: { header: 'x-shopline-developer-event-timestamp', unit: 's', window: 86_400 },
  },
];

/**
 * HubSpot, version 3: method, address, body and time are signed. Versions 1 and 2 are plain hashes, and have no time.
 *
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
const HUBSPOT = ofBody('x-hubspot-signature-v3', {
  content: ['method', 'url', 'body', { header: 'x-hubspot-request-timestamp' }],
  time: { header: 'x-hubspot-request-timestamp', unit: 'ms', window: 300 },
});

/**
 * How each tool signs, in the words that a custom source uses. A tool that is not listed cannot. No tool needs code of its
 * own. What is no data: a secret belongs to one of several signatures by its prefix (`signatureFor`).
 */
const SIGNATURES: Readonly<Partial<Record<Tool, readonly StoreSignature[]>>> = {
  'standard-webhooks': STANDARD_WEBHOOKS,
  'google-forms': STANDARD_WEBHOOKS,
  shopify: ofBody('x-shopify-hmac-sha256'),
  square: ofBody('x-square-hmacsha256-signature', { content: ['url', 'body'] }),
  typeform: ofBody('typeform-signature', { prefix: 'sha256=' }),
  tally: ofBody('tally-signature'),
  line: ofBody('x-line-signature'),
  loyverse: ofBody('x-loyverse-signature', { algorithm: 'sha1' }),
  mailchimp: MAILCHIMP,
  klaviyo: KLAVIYO,
  shopline: SHOPLINE,
  shoplazza: ofBody('x-shoplazza-hmac-sha256'),
  hubspot: HUBSPOT,
  'meta-lead-ads': ofBody('x-hub-signature-256', { prefix: 'sha256=', encoding: 'hex' }),
};

/** The signatures of a source; none where it cannot sign. A custom source brings its own. */
export function signaturesOf({
  tool,
  signature,
}: Pick<StoreSource, 'tool' | 'signature'>): readonly StoreSignature[] {
  if (tool !== 'custom') return SIGNATURES[tool] ?? [];
  return signature === undefined || signature.kind === 'url' ? [] : [signature];
}

/**
 * The tools that cannot sign, or cannot in every installation: Mailchimp's older webhooks, Loyverse's of a personal
 * token, SHOPLINE's of a staff token. Only these may be configured as unsigned.
 */
export const MAY_BE_UNSIGNED: ReadonlySet<Tool> = new Set([
  'html-form',
  'jotform',
  'brevo',
  'activecampaign',
  'surveycake',
  'mailchimp',
  'loyverse',
  'shopline',
  'custom',
]);

/** Whether the secret of a source is the last part of its webhook address. A custom source has at most one proof. */
export const isSecretAddress = ({
  tool,
  signature,
  unsigned,
}: Pick<StoreSource, 'tool' | 'signature' | 'unsigned'>): boolean =>
  tool === 'custom' && signature !== undefined
    ? signature.kind === 'url'
    : unsigned === true && MAY_BE_UNSIGNED.has(tool);

/** The header that holds a signature of the source's own; for a token it is the secret itself. In lower case. */
export const signatureHeader = ({ tool, signature }: StoreSource): string | undefined =>
  tool === 'custom' && signature !== undefined
    ? signaturePlace(signature).header?.toLowerCase()
    : undefined;
