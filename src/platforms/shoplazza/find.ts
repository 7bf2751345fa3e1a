import type { Hit, Shown } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import { idOf, type Row, updatedAtOf } from '../shared/answers.ts';
import type { ShoplazzaVersion } from '../versions.ts';
import { digits } from './addresses.ts';
import { rowsOf } from './answers.ts';
import { type Conversation, unreadable } from './ask.ts';

/** More customers than can share a contact, and few if the shop ignores the filter and returns all its customers. */
const LIMIT = 50;

/**
 * Every customer that has one of the contacts. One call per contact, except a contact that an earlier answer showed.
 * Shoplazza refuses to give one contact to two customers.
 *
 * @see https://shoplazza.dev/reference/customer-list-3
 */
export async function findCustomers(
  shop: Conversation,
  contacts: readonly Contact[],
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  for (const contact of contacts) {
    if (hits.some((hit) => hit.contact === contact)) continue;
    const rows = await search(shop, filterFor(contact));
    for (const hit of rows.flatMap((row) => hitsOf(row, contacts))) {
      if (!isKnown(hits, hit)) hits.push(hit);
    }
  }
  return hits;
}

type Filter = readonly [name: string, value: string];

/** There is no filter `phone`. `contact` matches the primary contact, e-mail or phone. */
function filterFor({ kind, value }: Contact): Filter {
  return kind === 'email' ? ['email', value] : ['contact', value];
}

async function search({ ask, version }: Conversation, filter: Filter): Promise<readonly Row[]> {
  const answer = await ask('find', { query: [filter, pageSize(version, LIMIT)] });
  const rows = rowsOf(answer.body, 'customers');
  if (rows === undefined) throw unreadable('find', answer);
  return rows;
}

/** How many rows a list should give. A version ignores the name that it does not know, and gives ten. */
export const pageSize = ({ paging }: ShoplazzaVersion, most: number): Filter => [
  paging === 'cursor' ? 'page_size' : 'limit',
  String(most),
];

/** One hit per contact that this customer really has. */
function hitsOf(row: Row, contacts: readonly Contact[]): readonly Hit[] {
  const id = idOf(row);
  if (id === undefined) return [];
  const shown = shownIn(row);
  return contacts.filter((one) => hasContact(row, one)).map((contact) => ({ id, contact, shown }));
}

/**
 * The author of a withdrawn consent: 1 the merchant, 2 the customer.
 *
 * @see https://shoplazza.dev/reference/customer-5
 */
const WITHDRAWN: ReadonlySet<unknown> = new Set([1, 2]);

const CONSENTS = [
  ['consent.email', 'accepts_marketing', 'subscribed_flag'],
  ['consent.sms', 'accepts_sms_marketing', 'sms_subscribed_flag'],
] as const;

export function shownIn(row: Row): Shown {
  const email = row['email'];
  return {
    consents: Object.fromEntries(
      CONSENTS.flatMap(([key, name]) => {
        const value = row[name];
        return typeof value === 'boolean' ? [[key, value] as const] : [];
      }),
    ),
    unsubscribed: CONSENTS.filter(([, , flag]) => WITHDRAWN.has(row[flag])).map(([key]) => key),
    ...updatedAtOf(row['updated_at']),
    contacts: [
      ...(typeof email === 'string' && email.trim() !== ''
        ? [{ kind: 'email', value: email.trim().toLowerCase() } as const]
        : []),
      ...phonesOf(row).map((value) => ({ kind: 'phone', value: `+${value}` }) as const),
    ],
  };
}

function isKnown(hits: readonly Hit[], { id, contact }: Hit): boolean {
  return hits.some((hit) => hit.id === id && hit.contact === contact);
}

/**
 * Whether this customer really has the contact: e-mail in any letter case, phone by its E.164 digits. Shoplazza ignores
 * filters that it does not know, so a search can return any customer.
 */
export function hasContact(row: Row, { kind, value }: Contact): boolean {
  if (kind === 'phone') return phonesOf(row).includes(digits(value));
  const email = row['email'];
  return typeof email === 'string' && email.trim().toLowerCase() === value.toLowerCase();
}

/**
 * Every possible reading of a customer's phone as E.164 digits. A number with `+` is complete. Any other needs its area
 * code; without one it proves nothing.
 */
export function phonesOf(row: Row): readonly string[] {
  const phone = row['phone'];
  if (typeof phone !== 'string' || phone.length > 64) return [];
  if (phone.trim().startsWith('+')) return [digits(phone)];
  const area = row['phone_area_code'];
  if (typeof area !== 'string' || digits(area) === '' || digits(phone) === '') return [];
  const number = digits(phone);
  // E.164 leaves out the 0 that is dialled inside the country.
  return [digits(area) + number, digits(area) + number.replace(/^0/, '')];
}

/** The kinds of contacts that a record tells: what it leaves out is not known. */
export const contactKindsIn = (row: Row): readonly Contact['kind'][] =>
  (['email', 'phone'] as const).filter((kind) => kind in row);
