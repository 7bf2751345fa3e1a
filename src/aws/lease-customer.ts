import type { Ledger } from '../delivery/ledger-port.ts';
import { clocksIn } from './clocks-in.ts';
import { customerKey, expiresAt, newbornsKey } from './ledger/keys.ts';
import type { LedgerDeps } from './ledger/ledger.ts';
import { newbornIn } from './ledger/new-customers.ts';

/** Takes the item `customer#<store>#<platform id>`. Who was not written yet may be among the newborns of their second. */
export function createLeaseCustomer({
  table,
  now,
}: Omit<LedgerDeps, 'digest'>): Ledger['leaseCustomer'] {
  return async (store, customerId, lease, born) => {
    const before = await table.update(customerKey(store, customerId), {
      update: 'SET #lease = :lease, expiresAt = :ttl',
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      names: { '#lease': 'lease', '#until': 'until' },
      values: { ':lease': lease, ':now': now(), ':ttl': expiresAt(now()) },
    });
    if (before === undefined) return undefined;
    const known = clocksIn(before) ?? born;
    const bornIn = newbornsKey(store, customerId);
    if (known || bornIn === undefined) return known ?? {};
    // Looked for only now that nobody else can write the customer.
    return newbornIn(await table.get(bornIn), customerId) ?? {};
  };
}
