import { listOf, type Query, textOf } from '../../json.ts';
import { parseShoplineTime, type ShoplineCustomer } from './customer.ts';
import type { ShoplineKnobs } from './knobs.ts';

/** Reads what a filter compares; a customer matches when one of the values does. */
type Values = (customer: ShoplineCustomer) => readonly (string | number | boolean | null)[];

const FILTERS: Readonly<Record<string, Values>> = {
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
 * Whether a customer matches every documented filter of a search. Others are passed over, as SHOPLINE does: a search
 * by a misspelt filter answers with everybody.
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
      const wanted = listOf(query[name]);
      return (
        wanted.length === 0 || wanted.some((text) => compare(name, values(customer), text, knobs))
      );
    }) &&
    TIMES.every((name) => listOf(query[name]).every((text) => compareTime(customer[name], text))) &&
    matchesText(customer, query)
  );
}

function compare(
  name: string,
  values: ReturnType<Values>,
  wanted: string,
  knobs: ShoplineKnobs,
): boolean {
  const isNot = wanted.startsWith('not:');
  const target = normal(name, isNot ? wanted.slice(4).trim() : wanted, knobs);
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

function compareTime(value: string, wanted: string): boolean {
  const [, operator = '', text = ''] = /^(lte?:|gte?:|not:)?(.*)$/.exec(wanted) ?? [];
  const difference = Date.parse(value) - parseShoplineTime(text);
  if (operator === 'lt:') return difference < 0;
  if (operator === 'lte:') return difference <= 0;
  if (operator === 'gt:') return difference > 0;
  if (operator === 'gte:') return difference >= 0;
  return operator === 'not:' ? difference !== 0 : difference === 0;
}

/** `query` looks for a part of the name, the e-mail or a phone; `search_fields[]` narrows it to some of these. */
function matchesText(customer: ShoplineCustomer, query: Query): boolean {
  const wanted = textOf(query['query'])?.toLowerCase();
  if (wanted === undefined || wanted === '') return true;
  const narrowed = [...listOf(query['search_fields[]']), ...listOf(query['search_fields'])];
  return QUERY_FIELDS.filter((name) => narrowed.length === 0 || narrowed.includes(name)).some(
    (name) =>
      FILTERS[name]?.(customer).some((value) =>
        String(value ?? '')
          .toLowerCase()
          .includes(wanted),
      ),
  );
}
