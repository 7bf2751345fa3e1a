import type { JsonObject } from '../json.ts';
import { countOf, type Query } from '../query.ts';
import { toAnswer } from './answer.ts';
import type { ShoplineCustomer } from './customer.ts';
import { invalid } from './errors.ts';
import { project } from './projection.ts';

const DEFAULT_PER_PAGE = 24;
const MAX_PER_PAGE = 999;
/** Search refuses to look beyond this many customers. */
const MAX_WINDOW = 10_000;

/** One page of customers with its `pagination`. @throws ShopError 422 beyond 10,000 customers. */
export function toPage(found: readonly ShoplineCustomer[], query: Query): JsonObject {
  const page = countOf(query['page'], 1);
  const perPage = Math.min(countOf(query['per_page'], DEFAULT_PER_PAGE), MAX_PER_PAGE);
  if (page * perPage > MAX_WINDOW)
    throw invalid([`page times per_page must be at most ${MAX_WINDOW}`]);
  const items = found.slice((page - 1) * perPage, page * perPage);
  return {
    items: items.map((customer) => project(toAnswer(customer), query)),
    pagination: {
      current_page: page,
      per_page: perPage,
      total_pages: Math.ceil(found.length / perPage),
      total_count: found.length,
    },
  };
}
