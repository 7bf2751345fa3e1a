import type { Ledger } from '../../delivery/ledger-port.ts';
import { createContactItems, createContactLeases } from './contacts.ts';
import { createCustomerItems } from './customers.ts';
import type { LedgerDeps } from './keys.ts';
import { createNewCustomerItems } from './new-customers.ts';
import { createRefusalItems } from './refusals.ts';
import { createVendorItems } from './vendor-ids.ts';

/**
 * The ledger on one DynamoDB table. Every write updates a single item under a condition. So no transaction is needed, and a
 * lost race shows as a failed condition.
 */
export function createLedger(deps: LedgerDeps): Ledger {
  const customers = createCustomerItems(deps);
  return {
    ...createContactItems(deps),
    ...createContactLeases(deps),
    ...createRefusalItems(deps),
    ...createVendorItems(deps),
    ...customers,
    ...createNewCustomerItems({ ...deps, ...customers }),
  };
}
