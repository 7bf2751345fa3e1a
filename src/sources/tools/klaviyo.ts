import { validateKlaviyoDelivery } from '../../generated/sources-validators.js';
import type { KlaviyoEvent } from '../../generated/types.ts';
import { RejectedError } from '../../event/errors.ts';
import { consentOf, elementsOf, found, hashOf, known, readEach, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { toPhone, toText } from '../read/texts.ts';
import { timeOfSeconds, timeOfText } from '../read/times.ts';
import type { Found, Source } from '../source.ts';

const GRANT = /^event:klaviyo\.subscribed_to_(email|sms)_marketing$/;
/**
 * Unsubscribed, suppressed by the merchant, a complaint about spam: all are refusals, also by names that Klaviyo may add.
 * Those of other channels (push) are not. An unsubscribe without a channel, also from one list only, is one of e-mail.
 */
const REFUSAL =
  /^event:klaviyo\.(?!\w*(?:push|whatsapp|unsuppress))(?=\w*(?:unsub|suppress|as_spam|opted?_out))/;
const isAboutSms = (topic: string): boolean => /sms|text_message/.test(topic);

/** Klaviyo's system webhooks: batches of events, of which those about consent are signups and refusals. */
export const klaviyo: Source = {
  tool: 'klaviyo',
  read({ body }) {
    const json = readJsonBody(body);
    const events = elementsOf(json, 'data');
    const read = (posted: unknown): readonly Found[] =>
      readPosted(validateKlaviyoDelivery, posted, FIELDS, ({ data }) => data.map(toFound));
    return events === undefined || events.length === 1
      ? read(json)
      : readEach(events, (event) => read({ data: [event] }), hashOf);
  },
};

/** Klaviyo's own fields, by path into the signup. */
const FIELDS = { email: 'email', phone: 'phone_number' };

function toFound(event: KlaviyoEvent): Found {
  const { external_id: id, topic, payload } = event;
  const [, granted] = GRANT.exec(topic) ?? [];
  if (!REFUSAL.test(topic) && granted === undefined)
    return skipped(id, 'its topic is not about a signup');
  const channel = granted ?? (isAboutSms(topic) ? 'sms' : 'email');
  const attributes = payload?.data?.attributes;
  const customer = known(contactOf(payload));
  const time = timeOfText(attributes?.datetime) ?? timeOfSeconds(attributes?.timestamp);
  const isNew = granted !== undefined;
  if (!isNew && !customer.email && !customer.phone) throw noContact(topic);
  const consent = consentOf(isNew ? 'granted' : 'denied', time);
  const consents = channel === 'email' ? { email: consent } : { sms: consent };
  return found({ id, isNew, time, customer, consent: consents, fields: FIELDS });
}

/** The contact stands in the properties of the event, or in the profile beside it. */
function contactOf(payload: KlaviyoEvent['payload']) {
  const properties = payload?.data?.attributes?.event_properties;
  const profiles = payload?.included?.map(({ attributes }) => attributes) ?? [];
  const own = payload?.data?.attributes?.profile;
  // Events about one e-mail name its recipient so.
  const recipient = properties?.['Recipient Email Address'];
  const all = [properties, own, ...profiles];
  const first = (...values: readonly unknown[]): string | undefined =>
    values.flatMap((value) => toText(value) ?? [])[0];
  return {
    email: first(
      ...all.flatMap((one) => [one?.email_address, one?.email, one?.['$email']]),
      recipient,
    ),
    phone: toPhone(first(...all.flatMap((one) => [one?.phone_number, one?.['$phone_number']]))),
  };
}

/** A refusal must not get lost: without a contact it is a dead letter, where a person can see it. */
const noContact = (topic: string): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    `the delivery is a refusal (${topic.replace('event:klaviyo.', '')}) without e-mail and phone: look up the profile in Klaviyo`,
  );
