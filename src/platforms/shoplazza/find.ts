import type { Hit } from '../../delivery/platform-port.ts';
import type { Contact } from '../../event/signup.ts';
import { idOf, type Row, rowsOf } from './answers.ts';
import { type Ask, unreadable } from './ask.ts';

/** Rows asked for. More than one customer per contact is not expected; an ignored filter answers with everybody. */
const LIMIT = '50';

/**
 * Every customer that has one of the contacts. Each row is compared with what was asked for: Shoplazza drops filters
 * that it does not know and answers with everybody.
 *
 * A contact that an earlier answer has already shown is not asked for again: Shoplazza refuses to give it to two customers.
 *
 * @see https://shoplazza.dev/reference/customer-list-3
 */
export async function findCustomers(
  ask: Ask,
  contacts: readonly Contact[],
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  for (const contact of contacts) {
    if (hits.some((hit) => hit.contact === contact)) continue;
    const answer = await ask('find', { query: [filterOf(contact), ['limit', LIMIT]] });
    const rows = rowsOf(answer.body, 'customers');
    if (rows === undefined) throw unreadable('find', answer);
    for (const row of rows) {
      const id = idOf(row);
      if (id === undefined) continue;
      const proven = contacts.filter((one) => hasContact(row, one));
      hits.push(
        ...proven.filter((one) => !isKnown(hits, id, one)).map((one) => ({ id, contact: one })),
      );
    }
  }
  return hits;
}

/** There is no filter `phone`; `contact` takes the primary contact, whichever kind it is. */
function filterOf({ kind, value }: Contact): readonly [string, string] {
  return kind === 'email' ? ['email', value] : ['contact', value];
}

function isKnown(hits: readonly Hit[], id: string, contact: Contact): boolean {
  return hits.some((hit) => hit.id === id && hit.contact === contact);
}

/** Whether this customer really has the contact: e-mail whatever its letter case, phone by its E.164 digits. */
export function hasContact(row: Row, { kind, value }: Contact): boolean {
  if (kind === 'phone') return phonesOf(row).includes(digits(value));
  const email = row['email'];
  return typeof email === 'string' && email.trim().toLowerCase() === value.toLowerCase();
}

/**
 * The phone of a customer as E.164 digits, in every reading that the record allows: a number with `+` stands for itself,
 * any other only together with its area code. Without either it is no proof of anything.
 */
export function phonesOf(row: Row): readonly string[] {
  const phone = row['phone'];
  if (typeof phone !== 'string' || phone.length > 64) return [];
  if (phone.trim().startsWith('+')) return [digits(phone)];
  const area = row['phone_area_code'];
  if (typeof area !== 'string' || digits(area) === '' || digits(phone) === '') return [];
  const number = digits(phone);
  // The 0 that is dialled inside the country is not part of E.164.
  return [digits(area) + number, digits(area) + number.replace(/^0/, '')];
}

/** The digits of a phone number. */
export function digits(text: string): string {
  return text.replaceAll(/\D/g, '');
}
