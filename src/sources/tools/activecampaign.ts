import type { ActiveCampaignDelivery } from '../../generated/types.ts';
import { validateActiveCampaignDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { consentOf, found, known, sha256, skipped } from '../read/found.ts';
import { contactOf, fieldNames, fieldReader, smsConsent } from '../read/contact-fields.ts';
import { readFlatForm } from '../read/json-body.ts';
import type { Found, Source, SourceContext } from '../source.ts';
import { tagsOf, toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

/** ActiveCampaign's own fields, by path into the signup. */
const FIELDS: Readonly<Record<string, string>> = {
  email: 'contact[email]',
  phone: 'contact[phone]',
  firstName: 'contact[first_name]',
  lastName: 'contact[last_name]',
};

const UPDATES = new Set(['update', 'contact_tag_added']);

/** ActiveCampaign's webhooks, by their flat keys: `list=2` and `list[0][id]=2` may come together. */
export const activecampaign: Source = {
  tool: 'activecampaign',
  read({ body }, context) {
    const form = readFlatForm(body);
    return [
      toFound(
        validate(validateActiveCampaignDelivery, form, 'invalid_delivery', 'the delivery'),
        context,
      ),
    ];
  },
};

function toFound(delivery: ActiveCampaignDelivery, context: SourceContext): Found {
  const { type, initiated_from: from } = delivery;
  const time = timeOf(delivery.date_time, context.config.timeZone);
  const id = idOf(delivery, time ?? delivery.date_time);
  const read = fieldReader(context, FIELDS, (reference) => valueOf(delivery, reference));
  const customer = { ...contactOf(read), ...tagsIn(delivery) };
  const about = { id, time, customer, fields: fieldNames(context, FIELDS) };
  // Also when a program did it: a refusal must not get lost, and repeated it changes nothing. It carries the contact that
  // it is about, and nothing else.
  const { email: address, phone } = customer;
  const refusal = { id, time, isNew: false };
  if (type === 'unsubscribe') {
    const consent = { email: consentOf('denied', time) };
    return found({
      ...refusal,
      customer: known(address ? { email: address } : { phone }),
      consent,
    });
  }
  if (type === 'sms_unsub') {
    const consent = { sms: consentOf('denied', time) };
    return found({ ...refusal, customer: known(phone ? { phone } : { email: address }), consent });
  }
  const isNew = type === 'subscribe';
  if (!isNew && !UPDATES.has(type)) return skipped(id, 'its type is not about a signup');
  const { sms, unclear } = smsConsent(read, context, isNew);
  if (from === 'api') {
    return sms?.state === 'denied'
      ? found({ ...refusal, customer: known({ email: address, phone }), consent: { sms } })
      : skipped(id, 'a program wrote it: it may be an echo of the shop');
  }
  // A contact that the merchant or an automation put on a list has not agreed to anything.
  const isGrant = isNew && (from === undefined || from === '' || from === 'public');
  const email = consentOf(isGrant ? 'granted' : undefined, time);
  return found({ ...about, isNew, consent: { email, sms }, unclear });
}

/** The `+` of the offset is a space where the sender did not escape it. */
const timeOf = (text: string | undefined, timeZone: string | undefined): string | undefined =>
  timeOfText(text?.replace(/(:\d{2}) (\d{2}:?\d{2})$/, '$1+$2'), timeZone);

function idOf(delivery: ActiveCampaignDelivery, time: string | undefined): string {
  const contact = toText(delivery['contact[id]']) ?? sha256(delivery['contact[email]'] ?? '');
  return [delivery.type, contact, time, ...tagId(delivery)].join(':');
}

/** Two tags may be added in the same second. */
const tagId = ({ type, tag }: ActiveCampaignDelivery): readonly string[] =>
  type === 'contact_tag_added' && tag !== undefined ? [sha256(tag)] : [];

/** @param reference a whole key, or the name of an own field: `contact[fields][birthday]` or `birthday`. */
function valueOf(delivery: ActiveCampaignDelivery, reference: string): unknown {
  return delivery[reference] ?? delivery[`contact[fields][${reference}]`];
}

function tagsIn(delivery: ActiveCampaignDelivery): { readonly tags?: string[] } {
  const lists = [toText(delivery['contact[tags]']), toText(delivery.tag)];
  const tags = tagsOf(lists.flatMap((list) => list ?? []).join(','));
  return tags === undefined ? {} : { tags };
}
