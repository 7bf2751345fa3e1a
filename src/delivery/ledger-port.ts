import type { Contact } from '../event/signup.ts';
import type { Clocks } from './platform-port.ts';

/** The right to act alone on a contact or a customer, until it is released or runs out. */
export interface Lease {
  readonly holder: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What the ledger knows about one contact of one store. */
export interface ContactState {
  readonly contact: Contact;
  readonly customerId?: string;
  /** Whose contact it was, when that customer was deleted in the shop. */
  readonly formerCustomerId?: string;
  /** Somebody else's lease that has not run out yet. */
  readonly leasedUntil?: number;
  /** A create with this contact was sent at this time at the latest, and its answer never came. Milliseconds since the epoch. */
  readonly creatingSince?: number;
  /** The platform said at this time that somebody has this contact, and no search shows whom. Milliseconds since the epoch. */
  readonly takenSince?: number;
}

/** A customer whom an attempt has created, and the clocks of what they were created with. */
export interface NewCustomer {
  readonly customerId: string;
  readonly clocks: Clocks;
}

/** What is known of a customer. */
export interface KnownClocks {
  readonly clocks: Clocks;
  /** Nobody has written them since their creation. */
  readonly isNewCustomer?: true;
}

/** What is remembered of a contact that belongs to nobody yet. See `ContactState`. */
export interface ContactMarks {
  readonly creatingSince?: number | undefined;
  readonly takenSince?: number | undefined;
}

/** How a lease on contacts ends. Marks that are absent are removed. */
export interface ContactEnd extends ContactMarks {
  /** Whose contacts they are, once that is known. */
  readonly customerId?: string | undefined;
}

/** Reads for a whole batch at once. Both give up early and reject with `WaitError`. */
export interface BatchReads {
  /** In the order asked for, as consistent as single reads. */
  readContacts(
    asked: readonly { readonly store: string; readonly contacts: readonly Contact[] }[],
  ): Promise<readonly (readonly ContactState[])[]>;
  /**
   * In the order asked for; what was written a moment ago may not be in them yet. `undefined` for a customer who is not
   * known, or whose clocks are to be used, so that they are kept on.
   */
  readClocks(
    asked: readonly { readonly store: string; readonly customerId: string }[],
  ): Promise<readonly (KnownClocks | undefined)[]>;
}

/**
 * Remembers identities, leases and field clocks. Every write is conditional.
 * All calls reject with `WaitError` when the ledger cannot be reached.
 */
export interface Ledger {
  readContacts(store: string, contacts: readonly Contact[]): Promise<readonly ContactState[]>;
  /**
   * Takes all contacts or none, in a fixed order. Marks them as `creatingSince: sendingUntil`, so that a create cut
   * short by a crash is known to the next one.
   *
   * @returns their state before, or `undefined` when somebody else holds one of them.
   */
  leaseContacts(
    store: string,
    contacts: readonly Contact[],
    lease: Lease,
    sendingUntil: number,
  ): Promise<readonly ContactState[] | undefined>;
  /**
   * Ends the lease; does nothing to a contact that somebody else holds by now.
   *
   * @returns whether nobody else holds any of them.
   */
  endLease(
    store: string,
    contacts: readonly Contact[],
    lease: Lease,
    end: ContactEnd,
  ): Promise<boolean>;
  /** Says whose contacts these are, where nobody has said so and nobody holds a lease. */
  linkContacts(store: string, contacts: readonly Contact[], customerId: string): Promise<void>;
  /** Sets the given marks on contacts that belong to nobody; others stay. */
  markContacts(store: string, contacts: readonly Contact[], marks: ContactMarks): Promise<void>;
  /** Frees a contact and remembers whose it was, unless that was said after `saidBefore` (milliseconds since the epoch). */
  unlinkContact(
    store: string,
    contact: Contact,
    customerId: string,
    saidBefore: number,
  ): Promise<void>;

  readClocks(store: string, customerId: string): Promise<Clocks>;
  /**
   * Takes a customer.
   *
   * @param born the clocks of a newborn, where they are known: that saves looking for them.
   * @returns the customer's clocks, empty for one that is new here; `undefined` when somebody else holds it.
   */
  leaseCustomer(
    store: string,
    customerId: string,
    lease: Lease,
    born?: Clocks,
  ): Promise<Clocks | undefined>;
  /** Writes the clocks and ends the lease: a newborn is none any more. @returns false when the lease was lost meanwhile. */
  saveClocks(store: string, customerId: string, lease: Lease, clocks: Clocks): Promise<boolean>;
  releaseCustomer(store: string, customerId: string, lease: Lease): Promise<void>;
  /**
   * Remembers customers who were just created, while their contacts are leased. Those of one moment share a write: most of
   * them are never written again. What is known of a customer otherwise counts more.
   */
  addNewCustomers(store: string, newCustomers: readonly NewCustomer[]): Promise<void>;
  /** Writes a customer that was just created. @returns false when somebody has written this customer already. */
  addCustomer(store: string, customerId: string, clocks: Clocks): Promise<boolean>;
  /** The customer is gone at the platform: these contacts are free, and remember whose they were. Ends every lease on it. */
  forgetCustomer(store: string, customerId: string, contacts: readonly Contact[]): Promise<void>;
}
