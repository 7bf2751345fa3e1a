import type { Digest } from '../../event/digest.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import { createContactItems } from './contacts.ts';
import { createContactLeases } from '../contact-leases.ts';
import { createCustomerItems } from './customers.ts';
import type { DynamoTable } from './table.ts';
import { createNewbornItems } from './new-customers.ts';

export interface LedgerDeps {
  readonly table: DynamoTable;
  /** Hashes contacts; no e-mail and no phone ever reaches the table. */
  readonly digest: Digest;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The ledger on one DynamoDB table. Every write is an update of a single item with a condition, so nothing depends on
 * transactions, and a lost race shows as a failed condition.
 */
export function createLedger(deps: LedgerDeps): Ledger {
  const customers = createCustomerItems(deps);
  return {
    ...createContactItems(deps),
    ...createContactLeases(deps),
    ...customers,
    ...createNewbornItems({ ...deps, ...customers }),
  };
}
