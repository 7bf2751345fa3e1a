import { isRecord } from '../../util/is-record.ts';
import { idOf } from '../shared/answers.ts';
import type { CustomerPage } from '../shared/listing.ts';
import { type Ask, unreadable } from './ask.ts';
import { CONTACT_FIELDS, listedContacts } from './find.ts';

/** Customers in one page. The largest size of a list is not documented; the default is 24. */
const PAGE_SIZE = 100;

/**
 * One page of all customers, oldest first, so that new customers do not move the pages.
 *
 * @param page.after the last id of the page before. @param page.whole also with fields that are no contact.
 * @see https://open-api.docs.shoplineapp.com/docs/get-customers
 */
export async function listPage(
  ask: Ask,
  { after, whole }: { readonly after?: string | undefined; readonly whole: boolean },
): Promise<CustomerPage> {
  const answer = await ask('list', {
    query: [
      ['per_page', String(PAGE_SIZE)],
      ['sort_by', 'asc'],
      ...(after === undefined ? [] : [['previous_id', after] as const]),
      ...(whole ? [] : CONTACT_FIELDS).map((field) => ['fields[]', field] as const),
    ],
  });
  const { items, pagination } = isRecord(answer.body) ? answer.body : {};
  if (!Array.isArray(items)) throw unreadable('list', answer);
  const rows = items.filter(isRecord);
  const customers = rows.flatMap((row) => {
    const id = idOf(row);
    return id === undefined
      ? []
      : [{ id, contacts: listedContacts(row), ...(whole && { record: row }) }];
  });
  const next = items.length < PAGE_SIZE ? undefined : customers.at(-1)?.id;
  const total = isRecord(pagination) ? pagination['total_count'] : undefined;
  return {
    customers,
    ...(next !== undefined && { next }),
    // After the first page it may count what is left.
    ...(after === undefined && typeof total === 'number' && { total }),
  };
}
