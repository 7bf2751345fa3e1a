import type { Store } from '../../generated/types.ts';

/** Calls of one kind that a probe makes, for the dry run. */
export interface PlannedCalls {
  readonly call: string;
  readonly most: number;
  readonly why: string;
}

/** The calls of a whole probe, in their order. A test compares them with the calls that a shop gets. */
export function planOf(platform: Store['platform']): readonly PlannedCalls[] {
  const isShopline = platform === 'shopline';
  const search = `GET ${isShopline ? '/customers/search' : '/customers'}`;
  return [
    isShopline
      ? { call: 'GET /token/info', most: 1, why: 'tests the token' }
      : { call: 'GET /customers/count', most: 1, why: 'how many customers there are' },
    {
      call: 'GET /customers',
      most: isShopline ? 3 : 1,
      why: 'looks for customers with an invented contact',
    },
    { call: 'POST /customers', most: 1, why: 'status, spellings, consents that are left out' },
    { call: search, most: 10, why: 'after which time a search shows the customer' },
    { call: 'GET /customers/{id}', most: 1, why: 'what was stored' },
    {
      call: search,
      most: isShopline ? 6 : 4,
      why: isShopline ? 'other letters, parts, other spellings' : 'other letters and spellings',
    },
    { call: 'POST /customers', most: 3, why: 'the same e-mail, other letters, the same phone' },
    { call: search, most: 3, why: 'whether a create that was answered with 500 was carried out' },
    { call: 'POST /customers', most: 1, why: 'a customer to update, without consents' },
    {
      call: 'PUT /customers/{id}',
      most: 9,
      why: 'tags, addresses, null, empty texts, consents, an unsubscribe',
    },
    { call: 'GET /customers/{id}', most: 19, why: 'what each update did; read again while stale' },
    ...(isShopline
      ? [{ call: 'DELETE /customers/{id}', most: 5, why: 'removes what the probe made' }]
      : []),
  ];
}
