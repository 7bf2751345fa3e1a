import { activecampaign } from './activecampaign.ts';
import { brevo } from './brevo.ts';
import { klaviyo } from './klaviyo.ts';
import { line } from './line.ts';
import { loyverse } from './loyverse.ts';
import { mailchimp } from './mailchimp.ts';
import { shopify } from './shopify.ts';
import { googleForms } from './google-forms.ts';
import { htmlForm } from './html-form.ts';
import { jotform } from './jotform.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { tally } from './tally.ts';
import { typeform } from './typeform.ts';
import type { Source } from './source.ts';
import { square } from './square.ts';

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
];

/** Every tool whose deliveries can be read, by the name that a store's configuration gives it. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(ALL.map((one) => [one.tool, one]));
