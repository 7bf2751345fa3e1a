import { idOf, type Row, updatedAtOf } from '../../platforms/shared/answers.ts';
import { phoneParts } from '../../platforms/shared/facts.ts';
import { errorTexts, OPERATIONS, verdictOf } from '../../platforms/shopline/answers.ts';
import { createAsk } from '../../platforms/shopline/ask.ts';
import { listedContacts } from '../../platforms/shopline/find.ts';
import { listPage } from '../../platforms/shopline/list.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Consents, Details, PhoneToSend, ProbeDialect, Seen } from './probe-shop.ts';
import { isText, some, listedTexts } from './rows.ts';

/** SHOPLINE as the probe speaks it. `DELETE /customers/{id}` is documented. */
export const SHOPLINE_PROBE: ProbeDialect = {
  platform: 'shopline',
  version: 'v1',
  remove: (id) => ({ method: 'DELETE', route: '/customers/{id}', path: { id } }),
  create: ({ email, phone, otherPhone, consents, details, note }) => ({
    ...callOf('create'),
    body: {
      name: 'Relay Probe',
      email,
      // No message to anyone, and no store credit.
      send_notification: false,
      is_allow_welcome_credit: false,
      ...(phone && mobileOf(phone)),
      ...(otherPhone !== undefined && contactPhone(otherPhone)),
      ...consentsOf(consents),
      ...detailsOf(details),
      ...(note !== undefined && { memo: note }),
    },
  }),
  read: (id) => ({ ...callOf('read'), path: { id } }),
  update: (id, { marker, consents, details, note }) => ({
    ...callOf('update'),
    path: { id },
    body: {
      ...(marker !== undefined && { name: marker }),
      ...(note !== undefined && { memo: note }),
      ...consentsOf(consents),
      ...detailsOf(details),
    },
  }),
  search: (by, value) => ({
    ...callOf('find'),
    query:
      by === 'query'
        ? [
            ['query', value],
            ['search_fields[]', 'email'],
          ]
        : [[FILTERS[by], value]],
  }),
  seen,
  found: rowsIn,
  verdictOf,
  errorTexts,
  check: async (call) => {
    await createAsk(call)('token');
  },
  listPage: (call, after) => listPage(createAsk(call), { after, whole: false }),
  contactsIn: (body) => {
    const items = isRecord(body) && Array.isArray(body['items']) ? body['items'] : [];
    return items
      .filter(isRecord)
      .map((row) => ({ id: idOf(row) ?? '', contacts: listedContacts(row) }));
  },
};

const callOf = (operation: 'create' | 'read' | 'update' | 'find') => {
  const { method, route } = OPERATIONS[operation];
  return { method, route };
};

const FILTERS = {
  lag: 'email',
  email: 'email',
  phone: 'mobile_phone',
  contact: 'mobile_phone',
} as const;

function mobileOf({ e164, withZero }: PhoneToSend): object {
  const parts = phoneParts(e164);
  if (!parts) return {};
  const bare = e164.slice(1 + parts.callingCode.length);
  return {
    mobile_phone: withZero ? parts.national : bare,
    mobile_phone_country_calling_code: parts.callingCode,
  };
}

function contactPhone(e164: string): object {
  const { national, callingCode } = phoneParts(e164) ?? {};
  return { phone: national, phone_country_code: callingCode };
}

const consentsOf = ({ email, sms }: Consents = {}): object => ({
  ...(email !== undefined && { is_subscribed_marketing_email: email }),
  ...(sms !== undefined && { is_subscribed_marketing_sms: sms }),
});

const detailsOf = (details: Details | undefined): object =>
  details
    ? {
        tags: [details.tag],
        delivery_addresses: [
          {
            country: 'TW',
            city: 'Taipei',
            address_1: details.street,
            recipient_name: 'Relay Probe',
          },
        ],
      }
    : {};

function rowsIn(body: unknown): readonly Seen[] | undefined {
  const items = isRecord(body) ? body['items'] : undefined;
  return Array.isArray(items) ? items.filter(isRecord).map(seenIn) : undefined;
}

function seen(body: unknown): Seen | undefined {
  return isRecord(body) && idOf(body) !== undefined ? seenIn(body) : undefined;
}

function seenIn(row: Row): Seen {
  const { name, memo, email, mobile_phone: mobile, phone } = row;
  const addresses = Array.isArray(row['delivery_addresses']) ? row['delivery_addresses'] : [];
  const phones = [...listedTexts(row['phones']), ...(isText(phone) ? [phone] : [])];
  return {
    ...some({ id: idOf(row), email, phone: mobile, marker: name, note: memo }),
    contactPhones: [...new Set(phones)],
    tags: listedTexts(row['tags']),
    streets: addresses.flatMap((one) => (isRecord(one) ? listedTexts([one['address_1']]) : [])),
    consents: shownConsents(row),
    ...updatedAtOf(row['updated_at']),
  };
}

/** The consent by SMS stands in `subscriptions` only. */
function shownConsents(row: Row): Consents {
  const email = row['is_subscribed_marketing_email'];
  const list: readonly unknown[] = Array.isArray(row['subscriptions']) ? row['subscriptions'] : [];
  const sms = list.filter(isRecord).find(({ platform }) => platform === 'sms')?.['is_active'];
  return {
    ...(typeof email === 'boolean' && { email }),
    ...(typeof sms === 'boolean' && { sms }),
  };
}
