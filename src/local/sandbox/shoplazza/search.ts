import { countOf, listOf, type Query, queryText } from '../parameters.ts';
import type { ShoplazzaVersion } from '../../../platforms/versions.ts';
import type { JsonObject } from '../../json.ts';
import type { ShoplazzaCustomer } from './customer.ts';
import type { ShoplazzaKnobs } from './knobs.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 250;

/**
 * The customers that match every documented filter. Other filters are ignored: `phone=` finds all customers.
 *
 * @see https://shoplazza.dev/reference/customer-list-3
 */
export function filterCustomers(
  customers: readonly ShoplazzaCustomer[],
  query: Query,
  { knobs, version }: { readonly knobs: ShoplazzaKnobs; readonly version: ShoplazzaVersion },
): readonly ShoplazzaCustomer[] {
  const comparedAs = (text: string): string => {
    const isPhone = knobs.phoneSearch === 'lenient' && /^\+?\d+$/.test(text);
    return isPhone ? text.replace(/^\+/, '') : comparable(text, knobs);
  };
  const isSame = (one: string | null, other: string): boolean =>
    one !== null && comparedAs(one) === comparedAs(other);
  const email = queryText(query['email']);
  const contact = queryText(query['contact']);
  const given = listOf(query['ids']);
  const ids =
    version.paging === 'page'
      ? given.flatMap((text) => text.split(',').map((id) => id.trim()))
      : given;
  return customers.filter(
    (customer) =>
      (email === undefined || isSame(customer.email, email)) &&
      (contact === undefined || contactsOf(customer, knobs).some((one) => isSame(one, contact))) &&
      (ids.length === 0 || ids.includes(customer.id)) &&
      isWithin(customer.created_at, query['created_at_min'], query['created_at_max']) &&
      isWithin(customer.updated_at, query['updated_at_min'], query['updated_at_max']),
  );
}

/**
 * One page, by `limit` and `page`, or since 2025-06 by `page_size` and `cursor`. The other names are ignored. A cursor is
 * the id of the last row in base64; real ones are opaque, too.
 *
 * @returns the content of the answer.
 */
export function pageOf<T extends { readonly id: string }>(
  items: readonly T[],
  query: Query,
  { version, name, toRow }: ListForm<T>,
): JsonObject {
  const isPaged = version.paging === 'page';
  const size = Math.min(countOf(query[isPaged ? 'limit' : 'page_size'], DEFAULT_LIMIT), MAX_LIMIT);
  if (isPaged) {
    const page = countOf(query['page'], 1);
    return { [name]: items.slice((page - 1) * size, page * size).map(toRow) };
  }
  const after = Buffer.from(queryText(query['cursor']) ?? '', 'base64').toString();
  const start = items.findIndex(({ id }) => id === after) + 1;
  const rows = items.slice(start, start + size);
  const hasMore = start + size < items.length;
  const cursor = hasMore ? Buffer.from(rows.at(-1)?.id ?? '').toString('base64') : '';
  return { [name]: rows.map(toRow), cursor, has_more: hasMore || null };
}

/** How a list is answered. */
interface ListForm<T> {
  readonly version: ShoplazzaVersion;
  readonly name: 'customers' | 'addresses';
  readonly toRow: (item: T) => JsonObject;
}

/** A contact in the form that comparisons use. */
export function comparable(
  contact: string,
  { emailCase }: Pick<ShoplazzaKnobs, 'emailCase'>,
): string {
  return emailCase === 'ignore' ? contact.toLowerCase() : contact;
}

/** The contacts that `contact=` finds. */
const contactsOf = (
  { contact_type: type, email, phone }: ShoplazzaCustomer,
  { contactSearch }: ShoplazzaKnobs,
): readonly (string | null)[] =>
  contactSearch === 'any' ? [email, phone] : [type === 'email' ? email : phone];

function isWithin(time: string, least: Query[string], most: Query[string]): boolean {
  const at = Date.parse(time);
  const [from, to] = [queryText(least), queryText(most)];
  return (
    (from === undefined || at >= Date.parse(from)) && (to === undefined || at <= Date.parse(to))
  );
}
