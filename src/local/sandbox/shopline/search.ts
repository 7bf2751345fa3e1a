import type { JsonObject } from '../../json.ts';
import { countOf, listOf, type Query, queryText } from '../parameters.ts';
import { project, toAnswer } from './answer.ts';
import { parseShoplineTime, type ShoplineCustomer } from './customer.ts';
import { invalid } from './dialect.ts';
import type { ShoplineKnobs } from './knobs.ts';

/** The values that a filter compares. A customer matches if one of them matches. */
type FilterValues = (customer: ShoplineCustomer) => readonly (string | number | boolean | null)[];

const FILTERS: Readonly<Record<string, FilterValues>> = {
  'id[]': ({ id }) => [id],
  name: ({ name }) => [name],
  email: ({ email }) => [email],
  phone: ({ phone }) => [phone],
  phones: ({ phones }) => phones,
  mobile_phone: ({ mobile_phone: mobile }) => [mobile],
  gender: ({ gender }) => [gender],
  membership_tier_id: ({ membership_tier: tier }) => [tier?.id ?? null],
  birth_month: ({ birth_month: month }) => [month],
  credit_balance: ({ credit_balance: balance }) => [balance],
  is_member: ({ is_member: isMember }) => [isMember],
  is_blacklisted: ({ is_blacklisted: isBlacklisted }) => [isBlacklisted],
  is_subscribed_marketing_email: (customer) => [customer.is_subscribed_marketing_email],
  ref_user_id: ({ ref_user_id: id }) => [id],
  tags: ({ tags }) => tags,
};

const TIMES = ['created_at', 'updated_at', 'registered_at'] as const;
const QUERY_FIELDS = ['name', 'email', 'phones', 'mobile_phone'];

/**
 * Whether a customer matches every documented filter of a search. Other filters are ignored, as on SHOPLINE: a search
 * by a misspelt filter finds all customers.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 */
export function matchesSearch(
  customer: ShoplineCustomer,
  query: Query,
  knobs: ShoplineKnobs,
): boolean {
  return (
    Object.entries(FILTERS).every(([name, values]) => {
      const filters = listOf(query[name]);
      return (
        filters.length === 0 || filters.some((text) => compare(name, values(customer), text, knobs))
      );
    }) &&
    TIMES.every((name) => listOf(query[name]).every((text) => compareTime(customer[name], text))) &&
    matchesText(customer, query, knobs)
  );
}

function compare(
  name: string,
  values: ReturnType<FilterValues>,
  filter: string,
  knobs: ShoplineKnobs,
): boolean {
  const isNot = filter.startsWith('not:');
  const target = normal(name, isNot ? filter.slice(4).trim() : filter, knobs);
  const isThere = values.some(
    (value) => value !== null && normal(name, String(value), knobs) === target,
  );
  return isThere !== isNot;
}

function normal(name: string, text: string, { emailCase, phoneSearch }: ShoplineKnobs): string {
  if (name === 'email' && emailCase === 'ignore') return text.toLowerCase();
  if (name === 'mobile_phone' && phoneSearch === 'lenient') return text.replace(/^0+/, '');
  return text;
}

function compareTime(value: string, filter: string): boolean {
  const [, operator = '', text = ''] = /^(lte?:|gte?:|not:)?(.*)$/.exec(filter) ?? [];
  const difference = Date.parse(value) - parseShoplineTime(text);
  if (operator === 'lt:') return difference < 0;
  if (operator === 'lte:') return difference <= 0;
  if (operator === 'gt:') return difference > 0;
  if (operator === 'gte:') return difference >= 0;
  return operator === 'not:' ? difference !== 0 : difference === 0;
}

/** `query` finds a part, or with the knob `whole` the whole, of the name, the e-mail or a phone; `search_fields[]` selects some of these fields. */
function matchesText(
  customer: ShoplineCustomer,
  query: Query,
  { querySearch, queryCase }: ShoplineKnobs,
): boolean {
  const cased = (text: string): string => (queryCase === 'ignore' ? text.toLowerCase() : text);
  const part = cased(queryText(query['query']) ?? '');
  if (part === '') return true;
  const narrowed = [...listOf(query['search_fields[]']), ...listOf(query['search_fields'])];
  return QUERY_FIELDS.filter((name) => narrowed.length === 0 || narrowed.includes(name)).some(
    (name) =>
      FILTERS[name]?.(customer).some((value) => {
        const text = cased(String(value ?? ''));
        return querySearch === 'whole' ? text === part : text.includes(part);
      }),
  );
}

/**
 * The plain list. It filters by time and sorts; it ignores all other filters, e-mail and phone included.
 *
 * @param customers oldest first.
 * @see https://open-api.docs.shoplineapp.com/docs/get-customers
 */
export function listCustomers(
  customers: readonly ShoplineCustomer[],
  query: Query,
): readonly ShoplineCustomer[] {
  const within = (time: string, after: Query[string], before: Query[string]): boolean =>
    isBefore(queryText(after), time) && isBefore(time, queryText(before));
  const found = customers.filter(
    (customer) =>
      within(customer.created_at, query['created_after'], query['created_before']) &&
      within(customer.updated_at, query['updated_after'], query['updated_before']),
  );
  const ordered = queryText(query['sort_by']) === 'asc' ? found : found.toReversed();
  const previousId = queryText(query['previous_id']);
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

/** Search and list refuse pages beyond this number of customers. */
const MAX_WINDOW = 10_000;

/** One page of customers with its `pagination`. @throws ShopError 422 beyond 10,000 customers. */
export function toPage(
  found: readonly ShoplineCustomer[],
  query: Query,
  knobs: ShoplineKnobs,
): JsonObject {
  const page = countOf(query['page'], 1);
  const perPage = Math.min(countOf(query['per_page'], DEFAULT_PER_PAGE), MAX_PER_PAGE);
  if (page * perPage > MAX_WINDOW)
    throw invalid([`page times per_page must be at most ${MAX_WINDOW}`]);
  const items = found.slice((page - 1) * perPage, page * perPage);
  return {
    items: items.map((customer) => project(toAnswer(customer, knobs), query)),
    pagination: {
      current_page: page,
      per_page: perPage,
      total_pages: Math.ceil(found.length / perPage),
      total_count: found.length,
    },
  };
}
