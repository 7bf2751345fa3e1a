import type { Ledger } from '../../delivery/ledger-port.ts';
import { createContactItems, createContactLeases } from './contacts.ts';
import { createCustomerItems } from './customers.ts';
import { contactHashKey, expiresAt, type LedgerDeps, vendorKey } from './keys.ts';
import { createNewCustomerItems } from './new-customers.ts';
import { createRecordContacts } from './record-contacts.ts';
import { createRefusalItems } from './refusals.ts';
import type { Item } from './table.ts';

/**
 * The ledger on one DynamoDB table. Every write updates a single item under a condition. So no transaction is needed, and a
 * lost race shows as a failed condition.
 */
export function createLedger(deps: LedgerDeps): Ledger {
  const customers = createCustomerItems(deps);
  const contacts = createContactItems(deps);
  return {
    ...contacts,
    ...createRecordContacts(deps, contacts),
    ...createContactLeases(deps),
    ...createRefusalItems(deps),
    ...createVendorItems(deps),
    ...customers,
    ...createNewCustomerItems({ ...deps, ...customers }),
  };
}

type VendorItems = Pick<Ledger, 'findByVendorId' | 'rememberVendorId' | 'keepVendorId'>;

interface VendorItem {
  readonly customerId: string;
  /** Keyed hashes, as in the keys of the contacts' items. */
  readonly contacts: readonly string[];
}

/**
 * The items `vendor#<store>#<source>#<hash of the source's id>`: the customer, and the hashes of the contacts that led to
 * it. Written for sources whose events may hold the id alone.
 */
const createVendorItems = ({ table, digest, now }: LedgerDeps): VendorItems => ({
  async findByVendorId(store, vendorId) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    const item = (await table.get(vendorKey({ digest }, store, vendorId))) as
      | VendorItem
      | undefined;
    if (item === undefined) return undefined;
    const contacts = await table.getAll(item.contacts.map((hash) => contactHashKey(store, hash)));
    return currentCustomer(item.customerId, [...contacts.values()]);
  },

  async rememberVendorId(store, vendorId, { customerId, contacts, time }) {
    await table.update(vendorKey({ digest }, store, vendorId), {
      update: 'SET customerId = :id, contacts = :contacts, #time = :time, expiresAt = :ttl',
      condition: 'attribute_not_exists(#time) OR #time <= :time',
      names: { '#time': 'time' },
      values: {
        ':id': customerId,
        ':contacts': contacts.map(({ value }) => digest(value)),
        ':time': time,
        ':ttl': expiresAt(now()),
      },
    });
  },

  async keepVendorId(store, vendorId) {
    await table.update(vendorKey({ digest }, store, vendorId), {
      update: 'SET expiresAt = :ttl',
      condition: 'attribute_exists(pk)',
      values: { ':ttl': expiresAt(now()) },
    });
  },
});

/** Undefined where the customer is known to be deleted, or the contacts lead to several others. */
function currentCustomer(known: string, contacts: readonly Item[]): string | undefined {
  const ids = contacts.flatMap(({ customerId }) =>
    typeof customerId === 'string' ? [customerId] : [],
  );
  if (ids.includes(known)) return known;
  const [first, ...others] = new Set(ids);
  if (first !== undefined) return others.length === 0 ? first : undefined;
  return contacts.some(({ formerCustomerId }) => formerCustomerId === known) ? undefined : known;
}
