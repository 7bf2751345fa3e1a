import type { Contact } from '../../event/signup.ts';
import type { Hit } from '../../delivery/platform-port.ts';
import { idOf, rowsOf } from './error-answers.ts';
import { type Ask, unreadable } from './ask.ts';
import { hasContact } from './has-contact.ts';

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
