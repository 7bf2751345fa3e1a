import { activecampaign } from './tools/activecampaign.ts';
import { brevo } from './tools/brevo.ts';
import { custom } from './tools/custom.ts';
import { hubspot } from './tools/hubspot.ts';
import { klaviyo } from './tools/klaviyo.ts';
import { line } from './tools/line.ts';
import { loyverse } from './tools/loyverse.ts';
import { mailchimp } from './tools/mailchimp.ts';
import { metaLeadAds } from './tools/meta-lead-ads.ts';
import { shopify } from './tools/shopify.ts';
import { googleForms } from './tools/google-forms.ts';
import { htmlForm } from './tools/html-form.ts';
import { jotform } from './tools/jotform.ts';
import { standardWebhooks } from './tools/standard-webhooks.ts';
import { shoplazza } from './tools/shoplazza.ts';
import { shopline } from './tools/shopline.ts';
import { tally } from './tools/tally.ts';
import { typeform } from './tools/typeform.ts';
import type { Source } from './source.ts';
import { surveycake } from './tools/surveycake.ts';
import { square } from './tools/square.ts';

const ALL: readonly Source[] = [
  standardWebhooks,
  htmlForm,
  typeform,
  tally,
  jotform,
  googleForms,
  shopify,
  square,
  loyverse,
  mailchimp,
  klaviyo,
  brevo,
  activecampaign,
  line,
  surveycake,
  metaLeadAds,
  hubspot,
  custom,
  shopline,
  shoplazza,
];

/** Every tool whose deliveries can be read, by the name that a store's configuration gives it. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(ALL.map((one) => [one.tool, one]));
