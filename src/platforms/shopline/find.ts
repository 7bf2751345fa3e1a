import type { Hit, Shown } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import { idOf, type Row, updatedAtOf } from '../shared/answers.ts';
import { phoneParts, toE164 } from '../shared/facts.ts';
import type { ListedContact } from '../shared/listing.ts';
import { type Ask, unreadable } from './ask.ts';

/** Only the fields that are compared: an answer should hold as little personal data as possible. */
/** The fields that tell how a customer is reached. */
export const CONTACT_FIELDS: readonly string[] = [
  'id',
  'email',
  'mobile_phone',
  'mobile_phone_country_calling_code',
  'phone',
  'phones',
  'phone_country_code',
];

const FIELDS = [...CONTACT_FIELDS, 'is_subscribed_marketing_email', 'updated_at'];

/** More customers than can share a contact, and few if the shop ignores the filter and returns all its customers. */
const LIMIT = '20';

/** Every customer that has one of the contacts. One call per contact; two if its phone has two spellings. */
export async function findCustomers(
  ask: Ask,
  contacts: readonly Contact[],
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  for (const contact of contacts) hits.push(...(await findByContact(ask, contact)));
  return hits;
}

async function findByContact(ask: Ask, contact: Contact): Promise<readonly Hit[]> {
  for (const filter of filtersFor(contact)) {
    const rows = await search(ask, filter);
    const hits = rows.flatMap((row) => hitOf(row, contact) ?? []);
    if (hits.length > 0) return hits;
  }
  return [];
}

type Filter = readonly [name: string, value: string];

/**
 * SHOPLINE accepts a Taiwanese number with and without its first 0. It does not document whether it stores them alike,
 * so both spellings are searched. One filter never holds two values: a comma would make them a list.
 */
function filtersFor({ kind, value }: Contact): readonly Filter[] {
  if (kind === 'email') return value.includes(',') ? [] : [['email', value]];
  const parts = phoneParts(value);
  if (parts === undefined) return [];
  const bare = value.slice(1 + parts.callingCode.length);
  return [...new Set([parts.national, bare])].map((national) => ['mobile_phone', national]);
}

async function search(ask: Ask, filter: Filter): Promise<readonly Row[]> {
  const fields = FIELDS.map((field) => ['fields[]', field] as const);
  const answer = await ask('find', { query: [filter, ['per_page', LIMIT], ...fields] });
  const rows = isRecord(answer.body) ? answer.body['items'] : undefined;
  if (!Array.isArray(rows)) throw unreadable('find', answer);
  return rows.filter(isRecord);
}

/** `undefined` if this customer does not have the contact. */
function hitOf(row: Row, contact: Contact): Hit | undefined {
  const id = idOf(row);
  const shown = shownContacts(row);
  const others = shown.filter(({ value }) => value !== contact.value);
  if (id === undefined || others.length === shown.length) return undefined;
  return { id, contact, ...(others.length > 0 && { others }), shown: shownIn(row) };
}

/** @throws PlatformError `gone` if no customer has this id, `again` if the answer shows another customer. */
export async function fetchCustomer(ask: Ask, id: string): Promise<Shown> {
  const fields = FIELDS.map((field) => ['fields[]', field] as const);
  const answer = await ask('read', { path: { id }, query: fields });
  if (!isRecord(answer.body) || idOf(answer.body) !== id) throw unreadable('read', answer);
  return shownIn(answer.body);
}

/** SHOPLINE's answers hold no SMS consent, and do not name the author of a withdrawn one. */
function shownIn(row: Row): Shown {
  const email = row['is_subscribed_marketing_email'];
  return {
    consents: typeof email === 'boolean' ? { 'consent.email': email } : {},
    unsubscribed: [],
    ...updatedAtOf(row['updated_at']),
    contacts: shownContacts(row),
  };
}

/**
 * The contacts that this customer really has. SHOPLINE ignores filters that it does not know, so a search can return
 * any customer.
 *
 * The contact phones count only if there is no mobile phone. Until a mobile phone is confirmed, the answer can show it
 * as a contact phone.
 */
export function shownContacts(row: Row): readonly Contact[] {
  const email = text(row['email']).toLowerCase();
  const phones = new Set(phonesOf(row).flatMap((phone) => phone ?? []));
  return [
    ...(email === '' ? [] : [{ kind: 'email', value: email } as const]),
    ...[...phones].map((value) => ({ kind: 'phone', value }) as const),
  ];
}

/** The same for a list of customers, where an unverified contact phone is marked. */
export function listedContacts(row: Row): readonly ListedContact[] {
  const isVerified = text(row['mobile_phone']) !== '';
  return shownContacts(row).map((contact) =>
    contact.kind === 'phone' && !isVerified ? { ...contact, isUnverified: true } : contact,
  );
}

function phonesOf(row: Row): readonly (string | undefined)[] {
  const mobileCode = text(row['mobile_phone_country_calling_code']);
  const mobile = text(row['mobile_phone']);
  if (mobile !== '') return [toE164({ national: mobile, callingCode: mobileCode })];
  const callingCode = text(row['phone_country_code']) || mobileCode;
  return contactPhones(row).map((national) => toE164({ national, callingCode }));
}

function contactPhones({ phone, phones }: Row): readonly string[] {
  const list: readonly unknown[] = Array.isArray(phones) ? phones.slice(0, 20) : [];
  return [phone, ...list].map(text);
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
