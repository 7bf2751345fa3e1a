import type { Contact } from '../../event/signup.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import { clockPlaces } from '../clock-places.ts';
import { contactKey, customerKey, expiresAt } from './keys.ts';
import { createLeaseCustomer } from '../lease-customer.ts';
import type { LedgerDeps } from './ledger.ts';

type CustomerItems = Pick<
  Ledger,
  | 'readClocks'
  | 'leaseCustomer'
  | 'saveClocks'
  | 'releaseCustomer'
  | 'addCustomer'
  | 'forgetCustomer'
>;

const lease = { '#lease': 'lease' };

/** The items `customer#<store>#<platform id>`: the field clocks, and who is writing the customer. */
export const createCustomerItems = ({ table, digest, now }: LedgerDeps): CustomerItems => ({
  leaseCustomer: createLeaseCustomer({ table, now }),

  async saveClocks(store, customerId, { holder }, clocks) {
    const saved = await table.update(customerKey(store, customerId), {
      update: 'SET clocks = :clocks, expiresAt = :ttl ADD version :one REMOVE #lease',
      condition: '#lease.holder = :holder',
      names: lease,
      values: { ':clocks': clocks, ':holder': holder, ':one': 1, ':ttl': expiresAt(now()) },
    });
    return saved !== undefined;
  },

  async releaseCustomer(store, customerId, { holder }) {
    await table.update(customerKey(store, customerId), {
      update: 'REMOVE #lease',
      condition: '#lease.holder = :holder',
      names: lease,
      values: { ':holder': holder },
    });
  },

  addCustomer: (store, customerId, clocks) =>
    table.put(
      { pk: customerKey(store, customerId), clocks, version: 1, expiresAt: expiresAt(now()) },
      { condition: 'attribute_not_exists(pk)' },
    ),

  async forgetCustomer(store, customerId, contacts) {
    const free = (contact: Contact) =>
      table.update(contactKey({ digest }, store, contact), {
        update: 'SET formerCustomerId = customerId REMOVE customerId',
        condition: 'customerId = :id',
        values: { ':id': customerId },
      });
    await Promise.all(contacts.map(free));
    await table.update(customerKey(store, customerId), {
      update: 'SET expiresAt = :ttl REMOVE #lease',
      names: lease,
      values: { ':ttl': expiresAt(now()) },
    });
  },

  async readClocks(store, customerId) {
    const places = clockPlaces(store, customerId);
    return places.find(await table.getAll(places.keys))?.clocks ?? {};
  },
});
