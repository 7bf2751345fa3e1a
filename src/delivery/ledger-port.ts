import type { Contact, VendorId } from '../event/signup.ts';
import type { Clocks } from './platform-port.ts';

/** The exclusive right to write a contact or a customer, until it is released or runs out. */
export interface Lease {
  readonly holder: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What the ledger knows about one contact of one store. */
export interface ContactState {
  readonly contact: Contact;
  readonly customerId?: string;
  /** The deleted customer that had this contact before. */
  readonly formerCustomerId?: string;
  /** End of another attempt's lease that has not run out yet. */
  readonly leasedUntil?: number;
  /** Latest time at which a create with this contact was sent that got no answer. Milliseconds since the epoch. */
  readonly creatingSince?: number;
  /**
   * When the platform refused a create because a customer has this contact, or perhaps so, although no search shows one.
   * Milliseconds since the epoch.
   */
  readonly takenSince?: number;
}

/** A customer that an attempt has created, with the clocks of the facts it was created with. */
export interface NewCustomer {
  readonly customerId: string;
  readonly clocks: Clocks;
  /** How long its denials are kept, in days. */
  readonly refusalDays?: number | undefined;
}

/** The refusals that are remembered for a contact. */
export interface ContactRefusals {
  readonly contact: Contact;
  /** Denials by their clock: `consent.email`, `consent.sms`. */
  readonly refusals: Clocks;
}

/** The customer of an event that has the source's id of a customer. */
interface VendorCustomer {
  readonly customerId: string;
  readonly contacts: readonly Contact[];
  /** Of the event, in milliseconds since the epoch. */
  readonly time: number;
}

/** The contacts of the shop's own record of a customer. */
interface RecordContacts {
  readonly contacts: readonly Contact[];
  /** The kinds that the record tells. The others stay as they are. */
  readonly kinds: readonly Contact['kind'][];
  /** When the record was changed, in milliseconds since the epoch. */
  readonly updatedAt: number;
}

export interface KnownClocks {
  readonly clocks: Clocks;
  /** Whether the customer was not written again since its creation. */
  readonly isNewCustomer?: true;
}

/** The marks of a contact that has no customer yet. See `ContactState`. */
export interface ContactMarks {
  readonly creatingSince?: number | undefined;
  readonly takenSince?: number | undefined;
}

/** How a lease on contacts ends. Marks that are absent are removed. */
export interface ContactEnd extends ContactMarks {
  /** The customer of the contacts, once it is known. */
  readonly customerId?: string | undefined;
}

/** Reads for a whole batch at once. Both give up early and reject with `WaitError`. Answers keep the order of the request. */
export interface BatchReads {
  /** May miss the latest writes: each lease and each link shows the state before it. */
  readContacts(
    requests: readonly { readonly store: string; readonly contacts: readonly Contact[] }[],
  ): Promise<readonly (readonly ContactState[])[]>;
  /**
   * May miss the latest writes. `undefined` for an unknown customer, and for one whose clocks are about to expire. The
   * attempt then reads and renews them itself.
   */
  readClocks(
    requests: readonly { readonly store: string; readonly customerId: string }[],
  ): Promise<readonly (KnownClocks | undefined)[]>;
}

/**
 * Stores identities, leases and field clocks. Every write is conditional.
 * All calls reject with `WaitError` when the ledger cannot be reached.
 */
export interface Ledger {
  readContacts(store: string, contacts: readonly Contact[]): Promise<readonly ContactState[]>;
  /**
   * Leases all contacts or none, in a fixed order. Marks them with `creatingSince: sendingUntil`, so that the next attempt
   * knows of a create that a crash cut short.
   *
   * @returns their state before, or `undefined` when another attempt has leased one of them.
   */
  leaseContacts(
    store: string,
    contacts: readonly Contact[],
    lease: Lease,
    sendingUntil: number,
  ): Promise<readonly ContactState[] | undefined>;
  /**
   * Ends the lease. Leaves a contact alone that another attempt has leased meanwhile.
   *
   * @returns whether the lease still held for all of them.
   */
  endLease(
    store: string,
    contacts: readonly Contact[],
    lease: Lease,
    end: ContactEnd,
  ): Promise<boolean>;
  /**
   * Links contacts to a customer, except those that are linked or leased already. A mark `creatingSince` stays.
   *
   * @returns whether all of them lead to this customer now.
   */
  linkContacts(store: string, contacts: readonly Contact[], customerId: string): Promise<boolean>;
  /** Sets the given marks on contacts that have no customer. A mark of 0 ends. Other marks stay. */
  markContacts(store: string, contacts: readonly Contact[], marks: ContactMarks): Promise<void>;
  /**
   * Unlinks a contact and stores its former customer.
   *
   * @param linkedBefore a link that is younger than this stays, in milliseconds since the epoch.
   */
  unlinkContact(
    store: string,
    contact: Contact,
    customerId: string,
    linkedBefore: number,
  ): Promise<void>;

  readClocks(store: string, customerId: string): Promise<Clocks>;
  /**
   * Leases a customer.
   *
   * @param clocksAtCreation of a new customer, where they are known: saves reading them.
   * @returns the customer's clocks, with `shop:tried` if a write had no answer. Empty for one that is new here;
   * `undefined` when another attempt has leased it.
   */
  leaseCustomer(
    store: string,
    customerId: string,
    lease: Lease,
    clocksAtCreation?: Clocks,
  ): Promise<Clocks | undefined>;
  /**
   * Writes the clocks and ends the lease; the customer is no longer new.
   *
   * @param refusalDays how long denials among the clocks are kept.
   * @returns false when the lease was lost meanwhile.
   */
  saveClocks(
    store: string,
    customerId: string,
    lease: Lease,
    clocks: Clocks,
    refusalDays?: number,
  ): Promise<boolean>;
  /** @param triedAt when a write began that failed and may have reached the shop, in milliseconds since the epoch. */
  releaseCustomer(store: string, customerId: string, lease: Lease, triedAt?: number): Promise<void>;
  /**
   * Records new customers while their contacts are leased. They share one write, because most of them are never written
   * again. A customer's own item takes precedence over this record.
   */
  addNewCustomers(store: string, newCustomers: readonly NewCustomer[]): Promise<void>;
  /** Notes that this customer was created a moment ago, although its clocks could not be recorded. Needs no lease. */
  noteCreated(store: string, customerId: string, at: number): Promise<void>;
  /** Records one new customer. @returns false when another attempt has written this customer already. */
  addCustomer(
    store: string,
    customerId: string,
    clocks: Clocks,
    refusalDays?: number,
  ): Promise<boolean>;
  /** The customer was deleted in the shop: unlinks these contacts, stores their former customer, ends every lease on it. */
  forgetCustomer(store: string, customerId: string, contacts: readonly Contact[]): Promise<void>;

  /**
   * Remembers which contacts the shop's record has, as hashes. Links those that have no customer, and unlinks those that
   * the record had at the last call and has no more. Does nothing if a newer record was remembered.
   *
   * @returns the kinds of the contacts that the record has lost.
   */
  moveContacts(
    store: string,
    customerId: string,
    record: RecordContacts,
  ): Promise<readonly Contact['kind'][]>;
  /**
   * Unlinks the contacts that `moveContacts` has remembered, and keeps these denials on them.
   */
  forgetRecord(
    store: string,
    customerId: string,
    denials: Clocks,
    refusalDays?: number,
  ): Promise<void>;

  /** The newest remembered refusal of each channel, of any of these contacts. */
  readRefusals(store: string, contacts: readonly Contact[]): Promise<Clocks>;
  /** Remembers refusals on contacts, for whichever customer gets them. An older refusal never replaces a newer one. */
  rememberRefusals(
    store: string,
    refusals: readonly ContactRefusals[],
    refusalDays?: number,
  ): Promise<void>;

  /**
   * The customer that a source calls by this id. It is the one to which its contacts lead now, else the one to which
   * they led. So a customer who was deleted and made anew in the shop is found.
   */
  findByVendorId(store: string, vendorId: VendorId): Promise<string | undefined>;
  /** Remembers whom a source calls by this id. An older event never replaces what a newer one left. */
  rememberVendorId(store: string, vendorId: VendorId, customer: VendorCustomer): Promise<void>;
  /** Keeps an id that was used for another 35 days. */
  keepVendorId(store: string, vendorId: VendorId): Promise<void>;
}
