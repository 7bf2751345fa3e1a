import { Buffer } from 'node:buffer';
import type {
  StoreFetch,
  StoreLine,
  StorePublicSource,
  StoreSource,
} from '../../generated/types.ts';
import { FIXED_SENDERS_ADDRESS } from '../local-ports.ts';
import { CLOVER_TOKEN } from '../sandbox/senders/clover.ts';
import { HUBSPOT_TOKEN } from '../sandbox/senders/hubspot.ts';
import { META_TOKEN } from '../sandbox/senders/meta.ts';
import { SURVEYCAKE_KEYS } from '../sandbox/senders/surveycake.ts';
import { presets } from '../../sources/custom/presets.ts';

type Tool = StoreSource['tool'];

/** Tools whose secrets are base64. */
const ENCODED: ReadonlySet<string> = new Set(['standard-webhooks', 'google-forms']);

/** The secret of a sample source. It is public: it works in a local run only. */
export function sampleSecret(source: string): string {
  const text = `not-a-secret-of-${source}`;
  return ENCODED.has(source) ? `whsec_${Buffer.from(text).toString('base64')}` : text;
}

/**
 * One source per tool and one per preset, named after it.
 *
 * @param publicUrl base address of the sign-up page, without a slash at its end.
 * @param sendersUrl of the stand-ins for tools that post only an id, without a slash at its end.
 */
export function sampleSources(
  publicUrl: string,
  sendersUrl: string = FIXED_SENDERS_ADDRESS,
): Readonly<Record<string, StoreSource>> {
  const signed = (tool: Tool, more: Partial<StoreSource> = {}): readonly [Tool, StoreSource] => [
    tool,
    { tool, secrets: [sampleSecret(tool)], ...more },
  ];
  const preset = (
    name: string,
    delivery?: Delivery,
    fetch?: StoreFetch,
  ): readonly [string, StoreSource] => [
    name,
    {
      tool: 'custom',
      preset: newestOf(name),
      secrets: [sampleSecret(name)],
      ...(delivery && { delivery }),
      ...(fetch && { fetch }),
    },
  ];
  const unsigned = (tool: Tool) => signed(tool, { unsigned: true });
  return Object.fromEntries<StoreSource>([
    signed('standard-webhooks'),
    ['html-form', signUpForm(publicUrl)],
    signed('typeform', {
      fields: {
        'consent.email': { field: 'marketing_consent', granted: ['yes'], denied: ['no'] },
        tags: 'interests',
      },
    }),
    signed('tally', {
      fields: { 'consent.email': { field: 'question_mKZnn1', granted: ['我願意收到優惠郵件'] } },
    }),
    unsigned('jotform'),
    signed('google-forms', {
      fields: { 'consent.email': { field: '優惠通知', granted: ['我願意收到優惠郵件'] } },
    }),
    signed('shopify'),
    signed('square'),
    signed('loyverse'),
    signed('mailchimp'),
    signed('klaviyo'),
    unsigned('brevo'),
    unsigned('activecampaign'),
    signed('line'),
    signed('surveycake', {
      unsigned: true,
      timeZone: 'Asia/Taipei',
      fetch: { ...SURVEYCAKE_KEYS, baseUrl: `${sendersUrl}/surveycake` },
      fields: { 'consent.email': { field: '4', granted: ['我願意收到優惠郵件'] } },
    }),
    signed('meta-lead-ads', {
      verifyToken: 'not-a-verify-token',
      fetch: { token: META_TOKEN, baseUrl: `${sendersUrl}/meta` },
      fields: {
        tags: 'favourite_tea',
        'consent.email': { field: 'newsletter', granted: ['ticked'] },
      },
    }),
    signed('hubspot', { fetch: { token: HUBSPOT_TOKEN, baseUrl: `${sendersUrl}/hubspot` } }),
    signed('custom', { unsigned: true, delivery: KIT }),
    signed('shopline'),
    signed('shoplazza'),
    preset('webflow', consent('/payload/data/Newsletter', 'Yes, send me news')),
    preset('woocommerce'),
    preset('gravity-forms', {
      fields: {
        firstName: '/1.3',
        lastName: '/1.6',
        email: '/2',
        phone: '/3',
        birthday: '/4',
        'consent.email': { field: '/5.2', granted: ['I agree to get news by e-mail.'] },
      },
    }),
    preset('wpforms', consent('/news', 'Yes, send me news')),
    preset('elementor', consent('/fields[field_6f8642e][value]', 'on')),
    preset('fluent-forms', consent('/newsletter', 'Yes, send me news')),
    preset('customer-io'),
    preset('ragic', {
      fields: { name: '/1000101', email: '/1000102', phone: '/1000103', tags: '/1000104' },
    }),
    preset('clover', undefined, { token: CLOVER_TOKEN, baseUrl: `${sendersUrl}/clover` }),
    preset('lightspeed'),
  ]);
}

type Delivery = NonNullable<StoreSource['delivery']>;

/** The question of one shop's own form, with the answer that counts. */
const consent = (field: string, yes: string): Delivery => ({
  fields: { 'consent.email': { field, granted: [yes] } },
});

/** A preset by its name, in its newest version. */
function newestOf(name: string): string {
  const versions = presets().flatMap((one) => (one.name === name ? [one.version] : []));
  return `${name}@${Math.max(...versions)}`;
}

/** Kit's webhook for subscribers, as `docs/sources/custom.md` describes it step by step. */
const KIT: Delivery = {
  when: {
    at: '/subscriber/state',
    values: {
      active: 'signed_up',
      cancelled: { email: 'denied' },
      complained: { email: 'denied' },
      bounced: 'skip',
      inactive: 'skip',
    },
  },
  fields: {
    email: '/subscriber/email_address',
    firstName: '/subscriber/first_name',
    lastName: '/subscriber/fields/last_name',
    phone: '/subscriber/fields/phone_number',
    tags: [{ value: 'kit' }, '/subscriber/fields/favourite_tea'],
    'consent.email': { field: '/subscriber/state', granted: ['active'] },
  },
};

/**
 * The form of the sign-up page, `pages/sign-up.html` and `pages/sign-up.zh-TW.html`. A box sends the words that the person
 * has read, so that they are kept as proof. So both languages are listed.
 */
const signUpForm = (publicUrl: string): StoreSource => ({
  tool: 'html-form',
  fields: SIGN_UP_FIELDS,
  public: publicForm(publicUrl),
});

/** The form of `pages/line-sign-up.html` and `pages/line-sign-up.zh-TW.html`, which LINE opens. */
export const lineForm = (publicUrl: string, line: StoreLine): StoreSource => ({
  tool: 'html-form',
  fields: SIGN_UP_FIELDS,
  public: { ...publicForm(publicUrl), line: { ...line, externalId: true } },
});

const SIGN_UP_FIELDS: NonNullable<StoreSource['fields']> = {
  'consent.email': {
    field: 'email_news',
    granted: ['I agree to get news and offers by e-mail.', '我同意以電子郵件接收最新消息與優惠。'],
  },
  'consent.sms': {
    field: 'sms_news',
    granted: ['I agree to get news and offers by SMS.', '我同意以簡訊接收最新消息與優惠。'],
  },
};

const publicForm = (publicUrl: string): StorePublicSource => ({
  origins: [publicUrl, publicUrl.replace('//localhost', '//127.0.0.1')],
  honeypot: 'website',
  thanks: `${publicUrl}/thanks`,
});
