import { idOf, type Row, updatedAtOf } from '../../platforms/shared/answers.ts';
import {
  contentOf,
  errorTexts,
  OPERATIONS,
  rowsOf,
  verdictOf,
} from '../../platforms/shoplazza/answers.ts';
import { createAsk } from '../../platforms/shoplazza/ask.ts';
import { joinTags, splitTags } from '../../platforms/shoplazza/bodies.ts';
import { shownIn } from '../../platforms/shoplazza/find.ts';
import { listPage } from '../../platforms/shoplazza/list.ts';
import type { ShoplazzaVersion } from '../../platforms/versions.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Consents, Details, ProbeDialect, Seen } from './probe-shop.ts';
import { some, listedTexts } from './rows.ts';

/** Shoplazza as the probe speaks it. Its API cannot delete a customer. */
export const shoplazzaProbe = (version: ShoplazzaVersion): ProbeDialect => ({
  platform: 'shoplazza',
  version: version.name,
  create: ({ email, phone, consents, details, note }) => ({
    ...callOf('create'),
    body: {
      customer: {
        // `contact` finds the primary contact: with a phone, both searches can be compared.
        contact_type: phone ? 'phone' : 'email',
        email,
        ...(phone && { phone: phone.e164 }),
        first_name: 'Relay',
        last_name: note ?? 'Probe',
        ...consentsOf(consents),
        ...detailsOf(details, version),
      },
    },
  }),
  read: (id) => ({ ...callOf('read'), path: { id } }),
  update: (id, { marker, consents, details, note }) => ({
    ...callOf('update'),
    path: { id },
    body: {
      customer: {
        ...(marker !== undefined && { first_name: marker }),
        ...(note !== undefined && { last_name: note }),
        ...consentsOf(consents),
        ...detailsOf(details, version),
      },
    },
  }),
  search: (by, value) => ({
    ...callOf('find'),
    query: [[by === 'lag' || by === 'email' ? 'email' : 'contact', value]],
  }),
  seen: (body) => {
    const row = contentOf(body, 'customer');
    return row && idOf(row) !== undefined ? seenIn(row) : undefined;
  },
  found: (body) => rowsOf(body, 'customers')?.map(seenIn),
  verdictOf,
  errorTexts,
  check: () => Promise.resolve(),
  listPage: (call, after) => listPage({ ask: createAsk(call), version }, { after, whole: false }),
  contactsIn: (body) =>
    (rowsOf(body, 'customers') ?? []).map((row) => ({
      id: idOf(row) ?? '',
      contacts: shownIn(row).contacts,
    })),
});

const callOf = (operation: 'create' | 'read' | 'update' | 'find') => {
  const { method, route } = OPERATIONS[operation];
  return { method, route };
};

const consentsOf = ({ email, sms }: Consents = {}): object => ({
  ...(email !== undefined && { accepts_marketing: email }),
  ...(sms !== undefined && { accepts_sms_marketing: sms }),
});

const detailsOf = (details: Details | undefined, version: ShoplazzaVersion): object =>
  details
    ? {
        tags: joinTags([details.tag], version),
        addresses: [
          {
            first_name: 'Relay',
            last_name: 'Probe',
            country: 'Taiwan',
            country_code: 'TW',
            city: 'Taipei',
            address1: details.street,
          },
        ],
      }
    : {};

function seenIn(row: Row): Seen {
  const { email, phone, phone_area_code: areaCode, first_name: marker, last_name: note } = row;
  const { accepts_marketing: byMail, accepts_sms_marketing: bySms } = row;
  const addresses = Array.isArray(row['addresses']) ? row['addresses'] : [];
  return {
    ...some({ id: idOf(row), email, phone, areaCode, marker, note }),
    contactPhones: [],
    tags: splitTags(row['tags']),
    streets: addresses.flatMap((one) => (isRecord(one) ? listedTexts([one['address1']]) : [])),
    consents: {
      ...(typeof byMail === 'boolean' && { email: byMail }),
      ...(typeof bySms === 'boolean' && { sms: bySms }),
    },
    ...updatedAtOf(row['updated_at']),
  };
}
