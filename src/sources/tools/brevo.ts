import { validateBrevoDelivery } from '../../generated/sources-validators.js';
import type { BrevoContact, BrevoDelivery } from '../../generated/types.ts';
import { RejectedError } from '../../event/errors.ts';
import { referenceOf } from '../form/field-references.ts';
import { contactOf, fieldNames, fieldReader, smsConsent } from '../read/contact-fields.ts';
import {
  consentOf,
  elementsOf,
  found,
  hashOf,
  partOf,
  readEach,
  sha256,
  skipped,
} from '../read/found.ts';
import { readJsonBody } from '../read/json-body.ts';
import { readPosted } from '../read/read-posted.ts';
import { toPhone, toText } from '../read/texts.ts';
import { timeOfSeconds } from '../read/times.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Found, Source, SourceContext } from '../source.ts';

/** Brevo's own attributes, by path into the signup. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  firstName: 'FIRSTNAME',
  lastName: 'LASTNAME',
  phone: 'SMS',
};

/** Brevo documents `unsubscribed`; marketing webhooks send `unsubscribe`. `spam` is a complaint. */
const REFUSALS = new Set(['unsubscribe', 'unsubscribed', 'spam', 'complaint']);
const UPDATES = new Set(['contact_updated', 'list_addition']);

/**
 * Brevo's marketing webhooks. Their `id` is the webhook's, and `date` is local time: only `ts` says when. Membership of a
 * list is no consent: merchants put people on lists.
 */
export const brevo: Source = {
  tool: 'brevo',
  read({ body }, context) {
    const json = readJsonBody(body);
    const events = (elementsOf({ json }, 'json') ?? [json]).flatMap(byContact);
    const read = (event: unknown): readonly Found[] =>
      readPosted(validateBrevoDelivery, event, { email: 'email' }, (posted) =>
        toFound(posted, context),
      );
    return events.length === 1 ? read(events[0]) : readEach(events, read, hashOf);
  },
};

/** The members of an event that are read. */
const READ = ['event', 'email', 'ts', 'ts_event', 'content', 'emailBlacklist', 'smsBlacklist'];

/** One event for each contact: one that cannot be read does not hold back the others. */
function byContact(event: unknown): readonly unknown[] {
  if (!isRecord(event)) return [event];
  const { content, email } = event;
  const contacts = elementsOf(event, 'content') ?? [];
  if (contacts.some((one) => isRecord(one) && isContact(one)))
    return contacts.map((one) => Object.assign({}, partOf(event, READ), { content: [one] }));
  const emails =
    Array.isArray(content) || isRecord(content) ? undefined : elementsOf({ email }, 'email');
  return emails === undefined || emails.length === 0 || event['event'] === 'contact_deleted'
    ? [event]
    : emails.map((one) => Object.assign({}, partOf(event, READ), { email: one }));
}

/** One contact of an event: `content` may hold several, each with its own e-mail. */
interface Contact {
  readonly email: string | undefined;
  readonly attributes: ReadonlyMap<string, string>;
  readonly emailBlacklist?: unknown;
  readonly smsBlacklist?: unknown;
}

function toFound(delivery: BrevoDelivery, context: SourceContext): readonly Found[] {
  const event = delivery.event.toLowerCase();
  const contacts = contactsIn(delivery);
  if (!REFUSALS.has(event) && !UPDATES.has(event)) {
    const [first] = contacts;
    const why =
      event === 'contact_deleted'
        ? 'a contact was deleted in Brevo, which is no refusal'
        : 'its event is not about a signup';
    return [skipped(idOf(delivery, first?.email), why)];
  }
  const read = (contact: Contact): Found => toOne(delivery, contact, context);
  return contacts.length === 1
    ? contacts.map(read)
    : readEach(contacts, read, ({ email }) => idOf(delivery, email));
}

function toOne(delivery: BrevoDelivery, contact: Contact, context: SourceContext): Found {
  const event = delivery.event.toLowerCase();
  const { email, attributes, emailBlacklist, smsBlacklist } = contact;
  const time = timeOfSeconds(delivery.ts_event) ?? timeOfSeconds(delivery.ts);
  const id = idOf(delivery, email ?? attributes.get('SMS'));
  const isRefusal = REFUSALS.has(event);
  const isNew = event === 'list_addition';
  const read = fieldReader(context, ATTRIBUTES, (name) => attributes.get(name.toUpperCase()));
  const { phone, ...fields } = contactOf(read);
  const customer = {
    ...(isRefusal ? {} : fields),
    ...(email !== undefined && { email }),
    ...(isRefusal && email !== undefined ? {} : phoneOf(phone, context)),
  };
  const { sms, unclear } = isRefusal ? {} : smsConsent(read, context, isNew);
  const consent = {
    email: consentOf(isRefusal || isTrue(emailBlacklist) ? 'denied' : undefined, time),
    sms: isTrue(smsBlacklist) ? consentOf('denied', time) : sms,
  };
  if (isRefusal && !customer.email && !customer.phone) throw noContact(event);
  const names = fieldNames(context, { ...ATTRIBUTES, email: 'email' });
  return found({ id, isNew, time, customer, consent, unclear, fields: names });
}

/** A refusal must not get lost: without a contact it is a dead letter, where a person can see it. */
const noContact = (event: string): RejectedError =>
  new RejectedError(
    'invalid_delivery',
    `the delivery is a refusal (${event}) without the contact's e-mail: look up the contact in Brevo`,
  );

/** An id made of the top-level e-mail alone would be the same for all contacts of one delivery. */
const idOf = ({ event, ts_event, ts }: BrevoDelivery, contact: string | undefined): string =>
  [event, sha256(contact ?? ''), ts_event ?? ts].join(':');

const isTrue = (value: unknown): boolean => /^(?:true|1|yes)$/i.test(toText(String(value)) ?? '');

/** Seen forms: an object, a list of objects, a list of names with values, contacts with `attributes` of their own. */
function contactsIn(delivery: BrevoDelivery): readonly Contact[] {
  const email = firstText(delivery.email);
  const parts = [delivery.content ?? []].flat();
  const own = parts.filter((part) => isContact(part));
  if (own.length > 0) return own.map((part) => contactIn(part, delivery));
  const emails = Array.isArray(delivery.email)
    ? delivery.email.flatMap((one) => toText(one) ?? [])
    : [];
  const attributes = attributesOf(parts);
  const flags = {
    emailBlacklist: delivery.emailBlacklist,
    smsBlacklist: delivery.smsBlacklist,
  };
  return emails.length > 1
    ? emails.map((one) => Object.assign({ email: one, attributes }, flags))
    : [{ email, attributes, ...flags }];
}

const OF_CONTACTS = [
  'email',
  'attributes',
  'emailBlacklist',
  'smsBlacklist',
  'emailBlacklisted',
  'smsBlacklisted',
];

const isContact = (part: BrevoContact): boolean => OF_CONTACTS.some((key) => key in part);

function contactIn(part: BrevoContact, delivery: BrevoDelivery): Contact {
  const { email, attributes, list: _, id: __, ...others } = part;
  const { emailBlacklist, smsBlacklist, emailBlacklisted, smsBlacklisted, ...rest } = others;
  return {
    email: toText(email) ?? firstText(delivery.email),
    attributes: attributesOf([rest, attributes ?? {}]),
    emailBlacklist: emailBlacklist ?? emailBlacklisted ?? delivery.emailBlacklist,
    smsBlacklist: smsBlacklist ?? smsBlacklisted ?? delivery.smsBlacklist,
  };
}

const firstText = (value: unknown): string | undefined =>
  toText(Array.isArray(value) ? value[0] : value);

/** By name in capitals. */
function attributesOf(
  parts: readonly Readonly<Record<string, unknown>>[],
): ReadonlyMap<string, string> {
  const entries = parts.flatMap((part) => {
    const name = toText(part['name']);
    return name !== undefined && 'value' in part
      ? [[name, part['value']] as const]
      : Object.entries(part);
  });
  return new Map(
    entries.flatMap(([name, value]) => {
      const text = toText(value);
      return text === undefined ? [] : [[name.toUpperCase(), text] as const];
    }),
  );
}

/** Brevo keeps the phone of its SMS attribute with its calling code and without `+`: like a national number. */
function phoneOf(value: unknown, { config }: SourceContext): { readonly phone?: string } {
  const phone = toPhone(value);
  if (phone === undefined) return {};
  if (referenceOf(config.fields?.['phone'] ?? 'SMS').toUpperCase() !== 'SMS') return { phone };
  return { phone: /^[1-9]\d{7,14}$/.test(phone) ? `+${phone}` : phone.replace(/^00/, '+') };
}
