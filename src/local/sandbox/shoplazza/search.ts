import { countOf, listOf, type Query, queryText } from '../parameters.ts';
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
  knobs: ShoplazzaKnobs,
): readonly ShoplazzaCustomer[] {
  const isSame = (one: string | null, other: string): boolean =>
    one !== null && comparable(one, knobs) === comparable(other, knobs);
  const email = queryText(query['email']);
  const contact = queryText(query['contact']);
  const ids = listOf(query['ids']).flatMap((text) => text.split(',').map((id) => id.trim()));
  return customers.filter(
    (customer) =>
      (email === undefined || isSame(customer.email, email)) &&
      (contact === undefined || isSame(primaryContact(customer), contact)) &&
      (ids.length === 0 || ids.includes(customer.id)) &&
      isWithin(customer.created_at, query['created_at_min'], query['created_at_max']) &&
      isWithin(customer.updated_at, query['updated_at_min'], query['updated_at_max']),
  );
}

/** One page by `limit` and `page`. */
export function pageOf<T>(items: readonly T[], query: Query): readonly T[] {
  const limit = Math.min(countOf(query['limit'], DEFAULT_LIMIT), MAX_LIMIT);
  const page = countOf(query['page'], 1);
  return items.slice((page - 1) * limit, page * limit);
}

/** A contact in the form that comparisons use. */
export function comparable(contact: string, { emailCase }: ShoplazzaKnobs): string {
  return emailCase === 'ignore' ? contact.toLowerCase() : contact;
}

const primaryContact = ({ contact_type: type, email, phone }: ShoplazzaCustomer): string | null =>
  type === 'email' ? email : phone;

function isWithin(time: string, least: Query[string], most: Query[string]): boolean {
  const at = Date.parse(time);
  const [from, to] = [queryText(least), queryText(most)];
  return (
    (from === undefined || at >= Date.parse(from)) && (to === undefined || at <= Date.parse(to))
  );
}
