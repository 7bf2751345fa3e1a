import type { Contact } from '../../event/signup.ts';
import type { ContactState, Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';

/** Writes of dry-run attempts. They are kept in memory for the attempts that follow. */
export interface FakeWrites {
  /** Keys: store and contact. */
  readonly contacts: ReadonlyMap<string, ContactState>;
  /** Keys: store and customer. */
  readonly clocks: ReadonlyMap<string, Clocks>;
}

export const NO_WRITES: FakeWrites = { contacts: new Map(), clocks: new Map() };

export interface FakeLedger extends Ledger {
  readonly fakeWrites: () => FakeWrites;
  /** How many contacts this attempt freed. */
  readonly freed: () => number;
}

/** Reads the real ledger. Writes and leases succeed, stay in memory and show in later reads; the table never changes. */
export function createFakeLedger(
  real: Pick<Ledger, 'readContacts' | 'readClocks' | 'readRefusals' | 'findByVendorId'>,
  before: FakeWrites,
  now: () => number,
): FakeLedger {
  const contacts = new Map(before.contacts);
  const clocks = new Map(before.clocks);
  let freed = 0;
  const read: Ledger['readContacts'] = async (store, asked) =>
    (await real.readContacts(store, asked)).map(
      (state) => contacts.get(keyOf(store, state.contact)) ?? state,
    );
  const change = async (
    store: string,
    asked: readonly Contact[],
    to: (state: ContactState) => ContactState,
  ): Promise<void> => {
    for (const state of await read(store, asked))
      contacts.set(keyOf(store, state.contact), to(state));
  };
  const link: Ledger['linkContacts'] = async (store, asked, customerId) => {
    await change(store, asked, (state) => ({
      contact: state.contact,
      customerId,
      ...knownOf(state),
    }));
    return true;
  };
  const free = (store: string, asked: readonly Contact[], customerId: string): Promise<void> =>
    change(store, asked, (state) => {
      if (state.customerId !== customerId) return state;
      freed += 1;
      return { contact: state.contact, formerCustomerId: customerId };
    });
  const readClocks: Ledger['readClocks'] = async (store, customerId) =>
    clocks.get(`${store} ${customerId}`) ?? real.readClocks(store, customerId);
  const saveClocks = async (store: string, customerId: string, to: Clocks): Promise<true> => {
    clocks.set(`${store} ${customerId}`, to);
    return true;
  };
  return {
    fakeWrites: () => ({ contacts, clocks }),
    freed: () => freed,
    readContacts: read,
    leaseContacts: async (store, asked) => {
      const states = await read(store, asked);
      return states.some(({ leasedUntil = 0 }) => leasedUntil > now()) ? undefined : states;
    },
    endLease: async (store, asked, _, { customerId }) => {
      if (customerId !== undefined) await link(store, asked, customerId);
      return true;
    },
    linkContacts: link,
    markContacts: async () => undefined,
    unlinkContact: (store, contact, customerId) => free(store, [contact], customerId),
    readClocks,
    leaseCustomer: readClocks,
    saveClocks: (store, customerId, _, to) => saveClocks(store, customerId, to),
    releaseCustomer: async () => undefined,
    async addNewCustomers(store, newCustomers) {
      for (const { customerId, clocks: to } of newCustomers)
        await saveClocks(store, customerId, to);
    },
    readRefusals: (store, asked) => real.readRefusals(store, asked),
    rememberRefusals: async () => undefined,
    findByVendorId: (store, vendorId) => real.findByVendorId(store, vendorId),
    rememberVendorId: async () => undefined,
    keepVendorId: async () => undefined,
    noteCreated: async () => undefined,
    moveContacts: async () => [],
    forgetRecord: async () => undefined,
    addCustomer: saveClocks,
    forgetCustomer: (store, customerId, asked) => free(store, asked, customerId),
  };
}

const keyOf = (store: string, { kind, value }: Contact): string =>
  JSON.stringify([store, kind, value]);

/** A contact that belongs to a customer keeps that customer, as in the real ledger. */
const knownOf = ({ customerId }: ContactState): Pick<ContactState, 'customerId'> =>
  customerId === undefined ? {} : { customerId };
