import { GONE, NO_SUCH_API, type OperationFacts } from '../operation-facts.ts';

/**
 * The calls that the relay makes; `count` is how an operator's command tries a token out.
 *
 * @see https://shoplazza.dev/reference/create-customer-3
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
  count: { method: 'GET', route: '/customers/count', missing: NO_SUCH_API },
  listAddresses: { method: 'GET', route: '/customers/{id}/addresses', missing: GONE },
  addAddress: { method: 'POST', route: '/customers/{id}/addresses', missing: GONE },
  // The address was deleted since it was read: the next attempt reads again.
  setDefault: {
    method: 'PUT',
    route: '/customers/{id}/addresses/{address}/default',
    missing: { kind: 'again' },
  },
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof OPERATIONS;
