import { GONE, NO_SUCH_API, type OperationFacts } from '../operation-facts.ts';

/**
 * The calls that the relay makes; `token` is how an operator's command tries a token out.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 * @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers/search', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
  token: { method: 'GET', route: '/token/info', missing: NO_SUCH_API },
  addTags: { method: 'PATCH', route: '/customers/{id}/tags', missing: GONE },
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof OPERATIONS;
