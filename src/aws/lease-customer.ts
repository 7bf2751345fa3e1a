import type { CustomerMark, Ledger } from '../relay/ledger-port.ts';
import type { Clocks } from '../relay/ports.ts';
import { clocksIn } from './clocks-in.ts';
import { toContactState } from './contact-state.ts';
import { contactKey, customerKey, expiresAt } from './items.ts';
import type { LedgerDeps } from './ledger.ts';

const names = { '#lease': 'lease', '#until': 'until' };

/** Takes the item `customer#<store>#<platform id>`, and moves the clocks there that are still with the contacts. */
export function createLeaseCustomer(deps: LedgerDeps): Ledger['leaseCustomer'] {
  const { table, now } = deps;
  return async (store, customer, lease) => {
    const key = customerKey(store, customer.customerId);
    const born = customer.newborn?.clocks;
    const before = await table.update(key, {
      update: `SET #lease = :lease, expiresAt = :ttl${born ? ', clocks = if_not_exists(clocks, :born)' : ''}`,
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      names,
      values: {
        ':lease': lease,
        ':now': now(),
        ':ttl': expiresAt(now()),
        ...(born && { ':born': born }),
      },
    });
    if (before === undefined) return undefined;
    const known = clocksIn(before) ?? born;
    if (known) return known;
    // Looked for only now that nobody else can write the customer.
    const clocks = await clocksAtBirth(deps, store, customer);
    if (clocks === undefined) return {};
    const moved = await table.update(key, {
      update: 'SET clocks = :clocks',
      condition: '#lease.holder = :holder',
      names: { '#lease': 'lease' },
      values: { ':clocks': clocks, ':holder': lease.holder },
    });
    return moved && clocks;
  };
}

async function clocksAtBirth(
  { table, digest, now }: LedgerDeps,
  store: string,
  { customerId, contacts }: CustomerMark,
): Promise<Clocks | undefined> {
  const keys = contacts.map((contact) => contactKey({ digest }, store, contact));
  const items = await table.getAll(keys);
  const states = contacts.map((contact, at) =>
    toContactState(contact, items.get(keys[at] ?? ''), now()),
  );
  return states.find(({ newborn }) => newborn?.customerId === customerId)?.newborn?.clocks;
}
