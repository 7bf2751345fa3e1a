import { textOf, type Query } from '../query.ts';
import type { ShoplineCustomer } from './customer.ts';
import { parseShoplineTime } from './time.ts';

/**
 * The plain list: it knows times and order, and no e-mail or phone; other filters are passed over and everybody comes.
 *
 * @param customers oldest first.
 * @see https://open-api.docs.shoplineapp.com/docs/get-customers
 */
export function listCustomers(
  customers: readonly ShoplineCustomer[],
  query: Query,
): readonly ShoplineCustomer[] {
  const within = (time: string, after: Query[string], before: Query[string]): boolean =>
    isBefore(textOf(after), time) && isBefore(time, textOf(before));
  const found = customers.filter(
    (customer) =>
      within(customer.created_at, query['created_after'], query['created_before']) &&
      within(customer.updated_at, query['updated_after'], query['updated_before']),
  );
  const ordered = textOf(query['sort_by']) === 'asc' ? found : found.toReversed();
  const previousId = textOf(query['previous_id']);
  return previousId === undefined
    ? ordered
    : ordered.slice(ordered.findIndex(({ id }) => id === previousId) + 1);
}

const isBefore = (earlier: string | undefined, later: string | undefined): boolean =>
  earlier === undefined ||
  later === undefined ||
  parseShoplineTime(earlier) <= parseShoplineTime(later);
