import { validateKlaviyoDelivery } from '../../generated/sources-validators.js';
import type { KlaviyoEvent } from '../../generated/types.ts';
import { RejectedError } from '../../event/errors.ts';
import { validate } from '../../event/validate.ts';
import { consentOf, elementsOf, found, hashOf, known, readEach, skipped } from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { toPhone, toText } from '../read/texts.ts';
import { timeOfSeconds, timeOfText } from '../read/times.ts';
import type { Found, Source } from '../source.ts';

/** A contact whom the merchant suppressed must not be written to either. */
const CONSENT =
  /^event:klaviyo\.(subscribed_to|unsubscribed_from|manually_suppressed(?:_from)?)_(email|sms)_marketing$/;
/** A complaint about spam is a refusal. So is an unsubscribe from one list: Klaviyo does not tell it apart. */
const EMAIL_REFUSAL =
  /^event:klaviyo\.(?:marked_email_as_spam|unsubscribed(?:_from_email|_from_list)?|unsub_list)$/;

/** Klaviyo's system webhooks: batches of events, of which those about consent are signups and refusals. */
export const klaviyo: Source = {
  tool: 'klaviyo',
  read({ body }) {
    const json = readJsonBody(body);
    const events = elementsOf(json, 'data');
    const read = (data: readonly unknown[]): readonly Found[] =>
      validate(validateKlaviyoDelivery, { data }, 'invalid_delivery', 'the delivery').data.map(
        toFound,
      );
    return events === undefined || events.length === 1
      ? validate(validateKlaviyoDelivery, json, 'invalid_delivery', 'the delivery').data.map(
          toFound,
        )
      : readEach(events, (event) => read([event]), hashOf);
  },
};

/** Klaviyo's own fields, by path into the signup. */
const FIELDS = { email: 'email', phone: 'phone_number' };

function toFound(event: KlaviyoEvent): Found {
  const { external_id: id, topic, payload } = event;
  const [, act, channel] = EMAIL_REFUSAL.test(topic)
    ? ['', 'unsubscribed_from', 'email']
    : (CONSENT.exec(topic) ?? []);
  if (act === undefined) return skipped(id, 'its topic is not about a signup');
  const attributes = payload?.data?.attributes;
  const customer = known(contactOf(payload));
  const time = timeOfText(attributes?.datetime) ?? timeOfSeconds(attributes?.timestamp);
  const isNew = act === 'subscribed_to';
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
  const all = [properties, own, ...profiles];
  const first = (...values: readonly unknown[]): string | undefined =>
    values.flatMap((value) => toText(value) ?? [])[0];
  return {
    email: first(...all.flatMap((one) => [one?.email_address, one?.email, one?.['$email']])),
    phone: toPhone(first(...all.flatMap((one) => [one?.phone_number, one?.['$phone_number']]))),
  };
}

/** A refusal must not get lost: without a contact it is a dead letter, where a person can see it. */
const noContact = (topic: string): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    `the delivery is a refusal (${topic.replace('event:klaviyo.', '')}) without e-mail and phone: look up the profile in Klaviyo`,
  );
