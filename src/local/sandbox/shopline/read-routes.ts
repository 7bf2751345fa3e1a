import type { FastifyInstance } from 'fastify';
import { countOf, type JsonObject, type Query, textOf } from '../json.ts';
import { toAnswer } from './answer.ts';
import type { ShoplineCustomer } from './customer.ts';
import { customerNotFound, invalid } from './errors.ts';
import { project } from './projection.ts';
import type { ShoplineState } from './rules.ts';
import { matchesSearch } from './search.ts';
import { parseShoplineTime } from './time.ts';

/** Search, list and read, and what the shop has to choose from. */
export function addReadRoutes(app: FastifyInstance, { records, knobs }: ShoplineState): void {
  app.get<{ Querystring: Query }>('/v1/customers/search', async ({ query }) => {
    const found = records
      .searchable()
      .filter((customer) => matchesSearch(customer, query, knobs()));
    return toPage(found.toReversed(), query);
  });
  app.get<{ Querystring: Query }>('/v1/customers', async ({ query }) => {
    const { page: _page, ...others } = query;
    const found = listCustomers(records.searchable(), query);
    return toPage(found, query['previous_id'] === undefined ? query : others);
  });
  app.get<{ Querystring: Query; Params: { id: string } }>(
    '/v1/customers/:id',
    async ({ query, params }) => {
      const customer = records.get(params.id);
      if (customer === undefined) throw customerNotFound();
      return project(toAnswer(customer), query);
    },
  );
  app.get('/v1/membership_tiers', async () => knobs().tiers);
  app.get('/v1/custom_fields', async () =>
    knobs().customFields.map(({ field_id, name_translations }) => ({
      type: 'text',
      name_translations,
      hint_translations: {},
      field_id,
    })),
  );
  app.get('/v1/token/info', async () => TOKEN_INFO);
}

const TOKEN_INFO = {
  staff: {
    _id: '5f0000000000000000000001',
    email: 'staff@example.com',
    locale_code: 'en',
    name: 'Sandbox staff',
  },
  merchant: {
    _id: '5f0000000000000000000002',
    email: 'owner@example.com',
    handle: 'sandbox',
    name: 'Sandbox',
  },
};

/**
 * The plain list: it knows times and order, and no e-mail or phone; other filters are passed over and everybody comes.
 *
 * @param customers oldest first.
 * @see https://open-api.docs.shoplineapp.com/docs/get-customers
 */
function listCustomers(
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

const DEFAULT_PER_PAGE = 24;

const MAX_PER_PAGE = 999;

/** Search refuses to look beyond this many customers. */
const MAX_WINDOW = 10_000;

/** One page of customers with its `pagination`. @throws ShopError 422 beyond 10,000 customers. */
function toPage(found: readonly ShoplineCustomer[], query: Query): JsonObject {
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
