import type { Hit, Shown } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Store } from '../../generated/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { idOf, type Row, updatedAtOf, valuesIn } from '../shared/answers.ts';
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
const LIMIT = 50;

/** How customers are searched. */
export interface Searching {
  readonly ask: Ask;
  readonly contactPhones?: Store['contactPhones'] | undefined;
}

/**
 * Every customer that has one of the contacts. One call per contact; two if its phone has two spellings. A phone is also
 * searched among the contact phones, unless the store ignores them: a shop or a POS may have stored it only there.
 */
export async function findCustomers(
  searching: Searching,
  contacts: readonly Contact[],
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  for (const contact of contacts) hits.push(...(await findByContact(searching, contact)));
  return hits;
}

async function findByContact(searching: Searching, contact: Contact): Promise<readonly Hit[]> {
  const { contactPhones } = searching;
  const hits = new Map<string, Hit>();
  for (const spelling of spellingsOf(contact)) {
    for (const row of await rowsFor(searching, contact, spelling)) {
      const hit = hitOf(row, contact);
      const isIgnored = hit?.isUnverified === true && contactPhones === 'ignore';
      if (hit && !isIgnored && !hits.has(hit.id)) hits.set(hit.id, hit);
    }
    // A number that only a contact phone shows may be a mobile phone in the other spelling.
    if ([...hits.values()].some(({ isUnverified }) => !isUnverified)) break;
  }
  return [...hits.values()];
}

/**
 * SHOPLINE accepts a Taiwanese number with and without its first 0. It does not document whether it stores them alike,
 * so both spellings are searched. One filter never holds two values: a comma would make them a list.
 */
function spellingsOf({ kind, value }: Contact): readonly string[] {
  if (kind === 'email') return value.includes(',') ? [] : [value];
  const parts = phoneParts(value);
  if (parts === undefined) return [];
  return [...new Set([parts.national, value.slice(1 + parts.callingCode.length)])];
}

type Filter = readonly [name: string, value: string];

/**
 * One search by `query`, which may also find parts of longer values. If that gives more customers than one page holds,
 * exact filters follow, so that no customer is missed behind others.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 */
async function rowsFor(
  { ask, contactPhones }: Searching,
  { kind }: Contact,
  spelling: string,
): Promise<readonly Row[]> {
  const phones = contactPhones === 'ignore' ? ['mobile_phone'] : ['mobile_phone', 'phones'];
  const fields = kind === 'email' ? ['email'] : phones;
  const narrowed = fields.map((field) => ['search_fields[]', field] as const);
  const { rows, isWhole } = await search(ask, [['query', spelling], ...narrowed]);
  if (isWhole) return rows;
  const exact: Row[] = [];
  for (const field of fields) exact.push(...(await search(ask, [[field, spelling]])).rows);
  return [...rows, ...exact];
}

async function search(
  ask: Ask,
  filters: readonly Filter[],
): Promise<{ readonly rows: readonly Row[]; readonly isWhole: boolean }> {
  const fields = FIELDS.map((field) => ['fields[]', field] as const);
  const query = [...filters, ['per_page', String(LIMIT)] as const, ...fields];
  const answer = await ask('find', { query });
  const rows = isRecord(answer.body) ? answer.body['items'] : undefined;
  if (!Array.isArray(rows)) throw unreadable('find', answer);
  return { rows: rows.filter(isRecord), isWhole: rows.length < LIMIT };
}

/** `undefined` if this customer does not have the contact. */
function hitOf(row: Row, contact: Contact): Hit | undefined {
  const id = idOf(row);
  const isMatch = ({ kind, value }: Contact): boolean =>
    kind === contact.kind && value === contact.value;
  const found = listedContacts(row).find(isMatch);
  if (id === undefined || found === undefined) return undefined;
  const others = shownContacts(row).filter((one) => !isMatch(one));
  return {
    id,
    contact,
    ...(found.isUnverified && { isUnverified: true }),
    ...(others.length > 0 && { others }),
    shown: shownIn(row),
  };
}

/** @throws PlatformError `gone` if no customer has this id, `again` if the answer shows another customer. */
export async function fetchCustomer(
  ask: Ask,
  id: string,
  parameters: readonly string[] = [],
): Promise<Shown> {
  const names = [...new Set([...FIELDS, ...parameters])];
  const fields = names.map((field) => ['fields[]', field] as const);
  const answer = await ask('read', { path: { id }, query: fields });
  if (!isRecord(answer.body) || idOf(answer.body) !== id) throw unreadable('read', answer);
  return { ...shownIn(answer.body), ...valuesIn(answer.body, parameters) };
}

const CONSENTS = [
  ['consent.email', 'is_subscribed_marketing_email'],
  ['consent.sms', 'is_subscribed_marketing_sms'],
] as const;

/** SHOPLINE's answers hold no SMS consent; a webhook may. Nothing names the author of a withdrawn one. */
export function shownIn(row: Row): Shown {
  return {
    consents: Object.fromEntries(
      CONSENTS.flatMap(([key, name]) => {
        const value = row[name];
        return typeof value === 'boolean' ? [[key, value] as const] : [];
      }),
    ),
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
  const hasMobile = text(row['mobile_phone']) !== '';
  return listedContacts(row).flatMap(({ kind, value, isUnverified }) =>
    isUnverified && hasMobile ? [] : [{ kind, value }],
  );
}

/** E-mail, mobile phone and every contact phone. The shop never verified the contact phones: each is marked. */
export function listedContacts(row: Row): readonly ListedContact[] {
  const email = text(row['email']).toLowerCase();
  const mobileCode = text(row['mobile_phone_country_calling_code']);
  const mobile = toE164({ national: text(row['mobile_phone']), callingCode: mobileCode });
  const callingCode = text(row['phone_country_code']) || mobileCode;
  const phones = contactPhonesOf(row).flatMap(
    (national) => toE164({ national, callingCode }) ?? [],
  );
  return [
    ...(email === '' ? [] : [{ kind: 'email', value: email } as const]),
    ...(mobile === undefined ? [] : [{ kind: 'phone', value: mobile } as const]),
    ...[...new Set(phones)]
      .filter((value) => value !== mobile)
      .map((value) => ({ kind: 'phone', value, isUnverified: true }) as const),
  ];
}

function contactPhonesOf({ phone, phones }: Row): readonly string[] {
  const list: readonly unknown[] = Array.isArray(phones) ? phones.slice(0, 20) : [];
  return [phone, ...list].map(text);
}

/** The kinds of contacts that a record tells: what it leaves out is not known. */
export const contactKindsIn = (row: Row): readonly Contact['kind'][] => [
  ...('email' in row ? (['email'] as const) : []),
  ...('mobile_phone' in row ? (['phone'] as const) : []),
];

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
