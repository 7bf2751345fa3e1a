import type { KlaviyoEvent } from '../../generated/types.ts';
import { validateKlaviyoDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { consentOf, found, known, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Found, Source } from '../source.ts';
import { toPhone, toText } from '../read/texts.ts';
import { timeOfSeconds, timeOfText } from '../read/times.ts';

/** Who is suppressed by the merchant must not be written to either. */
const CONSENT =
  /^event:klaviyo\.(subscribed_to|unsubscribed_from|manually_suppressed(?:_from)?)_(email|sms)_marketing$/;

/** Klaviyo's system webhooks: batches of events, of which those about consent are signups and refusals. */
export const klaviyo: Source = {
  tool: 'klaviyo',
  read({ body }) {
    const json = readJsonBody(body);
    const delivery = validate(validateKlaviyoDelivery, json, 'invalid_delivery', 'the delivery');
    return delivery.data.map(toFound);
  },
};

function toFound({ external_id: id, topic, payload }: KlaviyoEvent): Found {
  const [, act, channel] = CONSENT.exec(topic) ?? [];
  if (act === undefined) return skipped(id, 'its topic is not about a signup');
  const attributes = payload?.data?.attributes;
  const contact = attributes?.event_properties;
  const customer = known({
    email: toText(contact?.email_address),
    phone: toPhone(contact?.phone_number),
  });
  const time = timeOfText(attributes?.datetime) ?? timeOfSeconds(attributes?.timestamp);
  const isNew = act === 'subscribed_to';
  const consent = consentOf(isNew ? 'granted' : 'denied', time);
  const consents = channel === 'email' ? { email: consent } : { sms: consent };
  return found({ id, isNew, time, customer, consent: consents });
}
