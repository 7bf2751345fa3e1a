import type { Contact } from '../../src/event/signup.ts';
import type { ContactEnd, ContactState, Ledger, Lease } from '../../src/delivery/ledger-port.ts';
import type { Clocks } from '../../src/delivery/platform-port.ts';

interface ContactItem extends ContactEnd {
  readonly lease?: Lease | undefined;
}
interface CustomerItem {
  readonly clocks: Clocks;
  readonly lease?: Lease | undefined;
}

/** A ledger in the memory of one process, without DynamoDB's requests; for comparison only. */
export function createMemoryLedger(now: () => number): Ledger {
  const contacts = new Map<string, ContactItem>();
  const customers = new Map<string, CustomerItem>();
  const free = (lease: Lease | undefined): boolean => lease === undefined || lease.until <= now();
  const keyOf = (store: string, { value }: Contact): string => `${store} ${value}`;
  const stateOf = (store: string, contact: Contact): ContactState => {
    const { lease, ...item } = contacts.get(keyOf(store, contact)) ?? {};
    return { contact, ...given(item), ...(lease && !free(lease) && { leasedUntil: lease.until }) };
  };
  const put = (store: string, contact: Contact, item: ContactItem): void =>
    void contacts.set(keyOf(store, contact), item);

  return {
    readContacts: async (store, all) => all.map((contact) => stateOf(store, contact)),
    leaseContacts: async (store, all, lease, creatingSince) => {
      const items = all.map((contact) => contacts.get(keyOf(store, contact)));
      if (items.some((item) => !free(item?.lease))) return undefined;
      const before = all.map((contact) => stateOf(store, contact));
      for (const [at, contact] of all.entries())
        put(store, contact, { ...items[at], lease, creatingSince });
      return before;
    },
    endLease: async (store, all, _lease, end) => {
      for (const contact of all) put(store, contact, end);
      return true;
    },
    linkContacts: async (store, all, customerId) => {
      for (const contact of all)
        put(store, contact, { ...contacts.get(keyOf(store, contact)), customerId });
      return true;
    },
    markContacts: async (store, all, marks) => {
      for (const contact of all) put(store, contact, marks);
    },
    unlinkContact: async (store, contact) => {
      put(store, contact, {});
    },
    readClocks: async (store, id) => customers.get(`${store} ${id}`)?.clocks ?? {},
    leaseCustomer: async (store, id, lease) => {
      const item = customers.get(`${store} ${id}`);
      if (!free(item?.lease)) return undefined;
      const clocks = item?.clocks ?? {};
      customers.set(`${store} ${id}`, { clocks, lease });
      return clocks;
    },
    saveClocks: async (store, id, _lease, clocks) => {
      customers.set(`${store} ${id}`, { clocks });
      return true;
    },
    releaseCustomer: async (store, id) => {
      const item = customers.get(`${store} ${id}`);
      if (item) customers.set(`${store} ${id}`, { clocks: item.clocks });
    },
    addNewCustomers: async (store, newCustomers) => {
      for (const { customerId, clocks } of newCustomers)
        customers.set(`${store} ${customerId}`, { clocks });
    },
    addCustomer: async (store, id, clocks) => {
      const isNew = !customers.has(`${store} ${id}`);
      if (isNew) customers.set(`${store} ${id}`, { clocks });
      return isNew;
    },
    forgetCustomer: async (store, id, all) => {
      customers.delete(`${store} ${id}`);
      for (const contact of all) contacts.delete(keyOf(store, contact));
    },
    // The workloads refuse nothing, and no tool sends ids of its own.
    noteCreated: async () => undefined,
    readRefusals: async () => ({}),
    rememberRefusals: async () => undefined,
    findByVendorId: async () => undefined,
    rememberVendorId: async () => undefined,
    keepVendorId: async () => undefined,
    moveContacts: async () => [],
    forgetRecord: async () => undefined,
  };
}

const given = ({ customerId, creatingSince, takenSince }: ContactEnd) => ({
  ...(customerId !== undefined && { customerId }),
  ...(creatingSince !== undefined && { creatingSince }),
  ...(takenSince !== undefined && { takenSince }),
});
