import type { Contact } from '../contact.ts';
import type { Clocks } from './ports.ts';

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
  /** Somebody else's lease that has not run out yet. */
  readonly leasedUntil?: number;
  /**
   * A create with this contact was sent at this time at the latest, and its answer never came (or named somebody whom
   * no search shows). Milliseconds since the epoch.
   */
  readonly creatingSince?: number;
}

/** How a lease on contacts ends. */
export interface ContactEnd {
  /** Whose contacts they are, once that is known. */
  readonly customerId?: string | undefined;
  /** See `ContactState`; absent removes the mark. */
  readonly creatingSince?: number | undefined;
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
  /** Ends the lease; does nothing to a contact that somebody else holds by now. */
  endLease(
    store: string,
    contacts: readonly Contact[],
    lease: Lease,
    end: ContactEnd,
  ): Promise<void>;
  /** Says whose contacts these are, where nobody has said so and nobody holds a lease. */
  linkContacts(store: string, contacts: readonly Contact[], customerId: string): Promise<void>;
  markCreating(store: string, contacts: readonly Contact[], since: number): Promise<void>;

  /** @returns the customer's clocks, empty for one that is new here; `undefined` when somebody else holds it. */
  leaseCustomer(store: string, customerId: string, lease: Lease): Promise<Clocks | undefined>;
  /** Writes the clocks and ends the lease. @returns false when the lease was lost meanwhile. */
  saveClocks(store: string, customerId: string, lease: Lease, clocks: Clocks): Promise<boolean>;
  releaseCustomer(store: string, customerId: string, lease: Lease): Promise<void>;
  /** Writes a customer that was just created. @returns false when the ledger knows this customer already. */
  addCustomer(store: string, customerId: string, clocks: Clocks): Promise<boolean>;
  /** The customer is gone at the platform: forgets its clocks and that these contacts were its. */
  forgetCustomer(store: string, customerId: string, contacts: readonly Contact[]): Promise<void>;
}
