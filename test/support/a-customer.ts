import type { CustomerMark } from '../../src/relay/ledger-port.ts';

/** A customer of whom nothing but the id is known. */
export const aCustomer = (customerId: string): CustomerMark => ({ customerId, contacts: [] });
