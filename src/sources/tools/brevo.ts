import type { BrevoDelivery } from '../../generated/types.ts';
import { validateBrevoDelivery } from '../../generated/sources-validators.js';
import { validate } from '../../event/validate.ts';
import { consentOf, found, sha256, skipped } from '../read/found.ts';
import { contactOf, fieldReader, smsConsent } from '../read/contact-fields.ts';
import { readJsonBody } from '../read/json-body.ts';
import type { Found, Source, SourceContext } from '../source.ts';
import { toPhone, toText } from '../read/texts.ts';
import { timeOfSeconds } from '../read/times.ts';

/** Brevo's own attributes, by path into the signup. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  firstName: 'FIRSTNAME',
  lastName: 'LASTNAME',
  phone: 'SMS',
};

/**
 * Brevo's marketing webhooks. Their `id` is the webhook's, and `date` is local time: only `ts` says when. That somebody
 * is on a list is no consent: merchants put people on lists.
 */
export const brevo: Source = {
  tool: 'brevo',
  read({ body }, context) {
    const json = readJsonBody(body);
    const events = Array.isArray(json) ? json : [json];
    return events.map((event: unknown) =>
      toFound(validate(validateBrevoDelivery, event, 'invalid_delivery', 'the delivery'), context),
    );
  },
};

function toFound(delivery: BrevoDelivery, context: SourceContext): Found {
  const { event } = delivery;
  const email = toText(delivery.email);
  const at = delivery.ts_event ?? delivery.ts;
  const id = [event, sha256(email ?? ''), at].join(':');
  const time = timeOfSeconds(at);
  const about = { id, time };
  if (event === 'unsubscribed') {
    const consent = { email: consentOf('denied', time) };
    return found({
      ...about,
      isNew: false,
      customer: email === undefined ? {} : { email },
      consent,
    });
  }
  if (event !== 'list_addition' && event !== 'contact_updated') {
    return skipped(id, 'its event is not about a signup');
  }
  const isNew = event === 'list_addition';
  const attributes = attributesOf(delivery.content);
  const read = fieldReader(context, ATTRIBUTES, (name) => attributes.get(name.toUpperCase()));
  const { phone, ...contact } = contactOf(read);
  const customer = {
    ...contact,
    ...(email !== undefined && { email }),
    ...phoneOf(phone, context),
  };
  return found({ ...about, isNew, customer, consent: { sms: smsConsent(read, isNew) } });
}

/** By name in capitals. Seen are an object, a list of objects, and a list of names with their values. */
function attributesOf(content: BrevoDelivery['content']): ReadonlyMap<string, string> {
  const parts: readonly Readonly<Record<string, unknown>>[] = Array.isArray(content)
    ? content
    : [content ?? {}];
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
  if ((config.fields?.['phone'] ?? 'SMS').toUpperCase() !== 'SMS') return { phone };
  return { phone: /^[1-9]\d{7,14}$/.test(phone) ? `+${phone}` : phone.replace(/^00/, '+') };
}
