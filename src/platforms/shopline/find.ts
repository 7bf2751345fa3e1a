import type { Hit } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import { isRecord } from '../../util/is-record.ts';
import { phoneParts, toE164 } from '../shared/phone-parts.ts';
import { idOf } from './answers.ts';
import { type Ask, unreadable } from './ask.ts';

/** What comparing needs, and no more personal data than that. */
const FIELDS = [
  'id',
  'email',
  'mobile_phone',
  'mobile_phone_country_calling_code',
  'phone',
  'phones',
  'phone_country_code',
];

/** More customers than can share a contact, fewer than a shop that ignores the filter has. */
const PER_PAGE = '20';

/** Every customer that has one of the contacts. One call per contact; two where a phone has two spellings. */
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
    const customers = await search(ask, filter);
    const hits = customers.flatMap((one) => hitOf(one, contact) ?? []);
    if (hits.length > 0) return hits;
  }
  return [];
}

function hitOf(customer: Readonly<Record<string, unknown>>, contact: Contact): Hit | undefined {
  const id = idOf(customer);
  const shown = shownContacts(customer);
  const others = shown.filter(({ value }) => value !== contact.value);
  if (id === undefined || others.length === shown.length) return undefined;
  return { id, contact, ...(others.length > 0 && { others }) };
}

type Filter = readonly [name: string, value: string];

/**
 * SHOPLINE takes a Taiwanese number with and without its first 0, and it is not documented whether it stores them alike:
 * so both spellings are searched. Never two values in one filter: a comma would make them a list.
 */
function filtersFor({ kind, value }: Contact): readonly Filter[] {
  if (kind === 'email') return value.includes(',') ? [] : [['email', value]];
  const parts = phoneParts(value);
  if (parts === undefined) return [];
  const bare = value.slice(1 + parts.callingCode.length);
  return [...new Set([parts.national, bare])].map((national) => ['mobile_phone', national]);
}

async function search(
  ask: Ask,
  filter: Filter,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const fields = FIELDS.map((field) => ['fields[]', field] as const);
  const answer = await ask('find', { query: [filter, ['per_page', PER_PAGE], ...fields] });
  const items = isRecord(answer.body) ? answer.body['items'] : undefined;
  if (!Array.isArray(items)) throw unreadable('find', answer);
  return items.filter(isRecord);
}

type Customer = Readonly<Record<string, unknown>>;

/**
 * The contacts that a customer from a search really has. Filters that SHOPLINE does not know are ignored, so a search
 * can answer with anybody.
 *
 * Until a mobile phone is confirmed the answer can hold it as a contact phone only, so those count then, and only then.
 */
export function shownContacts(customer: Customer): readonly Contact[] {
  const email = text(customer['email']).toLowerCase();
  const phones = new Set(phonesOf(customer).flatMap((phone) => phone ?? []));
  return [
    ...(email === '' ? [] : [{ kind: 'email', value: email } as const]),
    ...[...phones].map((value) => ({ kind: 'phone', value }) as const),
  ];
}

function phonesOf(customer: Customer): readonly (string | undefined)[] {
  const mobileCode = text(customer['mobile_phone_country_calling_code']);
  const mobile = text(customer['mobile_phone']);
  if (mobile !== '') return [toE164({ national: mobile, callingCode: mobileCode })];
  const callingCode = text(customer['phone_country_code']) || mobileCode;
  return contactPhones(customer).map((national) => toE164({ national, callingCode }));
}

function contactPhones({ phone, phones }: Customer): readonly string[] {
  const list: readonly unknown[] = Array.isArray(phones) ? phones.slice(0, 20) : [];
  return [phone, ...list].map(text);
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
