import type { MailchimpDelivery } from '../../generated/types.ts';
import { validateMailchimpDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { consentOf, found, known, sha256, skipped } from '../read/found.ts';
import { contactOf, fieldNames, fieldReader, smsConsent } from '../read/contact-fields.ts';
import { readFlatForm } from '../read/json-body.ts';
import type { Found, Source, SourceContext } from '../source.ts';
import { toText } from '../read/texts.ts';
import { timeOfText } from '../read/times.ts';

/** Mailchimp's default merge tags, by path into the signup. */
const MERGE_TAGS: Readonly<Record<string, string>> = {
  firstName: 'FNAME',
  lastName: 'LNAME',
  phone: 'PHONE',
  birthday: 'BIRTHDAY',
  tags: 'INTERESTS',
  'addresses.0.line1': 'ADDRESS[addr1]',
  'addresses.0.line2': 'ADDRESS[addr2]',
  'addresses.0.city': 'ADDRESS[city]',
  'addresses.0.province': 'ADDRESS[state]',
  'addresses.0.postalCode': 'ADDRESS[zip]',
  'addresses.0.countryCode': 'ADDRESS[country]',
};

/** Mailchimp's audience webhooks. The times have no zone and are UTC. */
export const mailchimp: Source = {
  tool: 'mailchimp',
  read({ body }, context) {
    // An address is tried with an empty body.
    if (body.length === 0) return [];
    const form = readFlatForm(body);
    const delivery = validate(validateMailchimpDelivery, form, 'invalid_delivery', 'the delivery');
    return [toFound(delivery, context)];
  },
};

function toFound(delivery: MailchimpDelivery, context: SourceContext): Found {
  const type = delivery.type.toLowerCase();
  const time = timeOfText(delivery.fired_at);
  const id = idOf(delivery, time ?? delivery.fired_at);
  const read = fieldReader(context, MERGE_TAGS, (reference) => mergeField(delivery, reference));
  const email = toText(delivery['data[email]']);
  const contact = { ...contactOf(read), ...(email !== undefined && { email }) };
  const fields = fieldNames(context, { ...MERGE_TAGS, email: 'data[email]' });
  const about = { id, time, customer: contact, fields };
  // A refusal must not get lost to another field: it carries the address that it is about, and nothing else.
  const own = email ?? contact.email ?? toText(mergeField(delivery, 'EMAIL'));
  const phone = own === undefined ? contact.phone : undefined;
  const refusal = { id, time, customer: known({ email: own, phone }) };
  const denied = { email: consentOf('denied', time) };
  switch (type) {
    case 'subscribe': {
      const { sms, unclear } = smsConsent(read, context, true);
      const consent = { email: consentOf('granted', time), sms };
      return found({ ...about, isNew: true, consent, unclear });
    }
    case 'unsubscribe':
      return found({ ...refusal, isNew: false, consent: denied });
    case 'profile': {
      const { sms, unclear } = smsConsent(read, context, false);
      return found({ ...about, isNew: false, consent: { sms }, unclear });
    }
    case 'upemail':
      return changeOfAddress(delivery, { id, time });
    case 'cleaned':
      // A bounce comes from the mailbox, not from the customer. A spam complaint is a refusal.
      return delivery['data[reason]'] === 'abuse'
        ? found({ ...refusal, isNew: false, consent: denied })
        : skipped(id, 'the address bounced, which says nothing about consent');
    default:
      return skipped(id, 'its type is not about a signup');
  }
}

/**
 * An update by the new address alone. With the old one it would change nothing; as a signup it would make a second
 * customer. If the shop does not know the new address, the event becomes a dead letter for ops.
 */
function changeOfAddress(
  delivery: MailchimpDelivery,
  about: { readonly id: string; readonly time: string | undefined },
): Found {
  const email = toText(delivery['data[new_email]']);
  return found({ ...about, isNew: false, customer: email === undefined ? {} : { email } });
}

function idOf(delivery: MailchimpDelivery, time: string | undefined): string {
  const contact = toText(delivery['data[id]']) ?? toText(delivery['data[new_id]']);
  const own = ['data[email]', 'data[new_email]', 'data[merges][EMAIL]'];
  const email = own.flatMap((key) => toText(delivery[key]) ?? [])[0] ?? '';
  return [delivery.type, contact ?? sha256(email), time].join(':');
}

/** @param reference `FNAME`, or `ADDRESS[city]`. */
function mergeField(delivery: MailchimpDelivery, reference: string): unknown {
  const [, tag, rest = ''] = /^([^[\]]+)((?:\[[^[\]]+\])*)$/.exec(reference) ?? [];
  return tag === undefined ? undefined : delivery[`data[merges][${tag}]${rest}`];
}
