import type { ShopRequest } from '../shop-call.ts';
import type { Verdict } from '../../relay/ports.ts';

interface OperationFacts {
  readonly method: ShopRequest['method'];
  /** The path as the documentation writes it. */
  readonly route: string;
  /** What a 404 means. */
  readonly missing: Verdict;
}

/** A wrong or retired base URL answers 404 to everything. Nothing is wrong with the signup. */
const NO_SUCH_API: Verdict = { kind: 'closed' };
const GONE: Verdict = { kind: 'gone' };

/**
 * The calls that the relay makes.
 *
 * @see https://open-api.docs.shoplineapp.com/docs/search-customers
 * @see https://open-api.docs.shoplineapp.com/docs/add-or-remove-customer-tags
 */
export const OPERATIONS = {
  find: { method: 'GET', route: '/customers/search', missing: NO_SUCH_API },
  create: { method: 'POST', route: '/customers', missing: NO_SUCH_API },
  read: { method: 'GET', route: '/customers/{id}', missing: GONE },
  update: { method: 'PUT', route: '/customers/{id}', missing: GONE },
  addTags: { method: 'PATCH', route: '/customers/{id}/tags', missing: GONE },
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof OPERATIONS;
