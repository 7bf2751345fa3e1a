import { isRecord } from '../../util/is-record.ts';
import { idOf } from '../shared/answers.ts';
import type { CustomerPage } from '../shared/listing.ts';
import { envelopeOf, nextCursor, rowsOf } from './answers.ts';
import { type Conversation, unreadable } from './ask.ts';
import { pageSize, shownIn } from './find.ts';

/** Customers in one page: the documented maximum. */
const PAGE_SIZE = 250;

/**
 * One page of all customers. The order is not documented, so a customer may appear on two pages.
 *
 * @param page.after the number of the page, or since 2025-06 its cursor. @param page.whole also what is no contact.
 * @see https://shoplazza.dev/reference/customer-list-3
 */
export async function listPage(
  shop: Conversation,
  { after, whole }: { readonly after?: string | undefined; readonly whole: boolean },
): Promise<CustomerPage> {
  const { ask, version } = shop;
  const total = after === undefined ? await countCustomers(shop) : undefined;
  const isPaged = version.paging === 'page';
  const place = after === undefined ? [] : [[isPaged ? 'page' : 'cursor', after] as const];
  const answer = await ask('find', { query: [pageSize(version, PAGE_SIZE), ...place] });
  const rows = rowsOf(answer.body, 'customers');
  if (rows === undefined) throw unreadable('find', answer);
  const customers = rows.flatMap((row) => {
    const id = idOf(row);
    return id === undefined
      ? []
      : [{ id, contacts: shownIn(row).contacts, ...(whole && { record: row }) }];
  });
  const isLast = rows.length < PAGE_SIZE;
  const page = isLast ? undefined : String(Number(after ?? '1') + 1);
  const next = isPaged ? page : nextCursor(answer.body, version);
  return {
    customers,
    ...(next !== undefined && { next }),
    ...(total !== undefined && { total }),
  };
}

async function countCustomers({ ask }: Conversation): Promise<number | undefined> {
  const { body } = await ask('count');
  const count = isRecord(body) ? envelopeOf(body)['count'] : undefined;
  return typeof count === 'number' ? count : undefined;
}
