import type { LeftOut } from '../event/left-out.ts';
import type { NormalSignup } from '../event/signup.ts';
import type { Prefetched } from './prefetch.ts';
import type { Ledger, Lease } from './ledger-port.ts';
import type { NewCustomers } from './new-customers.ts';
import type { Clocks, Fitted, Platform } from './platform-port.ts';

/** What the delivery did to the customer. */
export interface Outcome {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly customerId: string;
  /** Fields that the platform could not hold, as paths into the signup or as fact keys. */
  readonly unheld: readonly string[];
  /** Facts that this event may not set on the customer. Absent when there are none. */
  readonly leftOut?: readonly LeftOut[];
  /** Ids of other customers who may be the same person. Absent when there are none. */
  readonly maybeDuplicates?: readonly string[];
}

/** A signup that needs no customer. */
export interface Skipped {
  readonly outcome: 'skipped';
  /** Free of personal data. */
  readonly why: string;
}

/** The delivery of one signup to one shop. */
export interface Job {
  readonly signup: NormalSignup;
  readonly fitted: Fitted;
  readonly platform: Platform;
  readonly ledger: Ledger;
  /** Records the customers that the attempts of the batch create. */
  readonly newCustomers: NewCustomers;
  /** What the batch read about this person before its attempts; only a hint. */
  readonly prefetched?: Prefetched;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Name of this attempt, as its leases carry it. */
  readonly holder: string;
  /** Until when this attempt may call the platform, in milliseconds since the epoch. */
  readonly sendingUntil: number;
  /** Whether the search has been repeated long enough: a customer that it does not show does not exist. */
  readonly gaveUpFinding: boolean;
  /** Whether it is a refusal by one contact, and nothing else: it counts for every customer with that contact. */
  readonly isRefusal?: true;
  /** Denials by former customers of this person; see `rememberConsent`. */
  readonly remembered: Clocks;
  /** How long refusals are kept, in days. @default 400 */
  readonly refusalDays?: number | undefined;
}

/** A job before the ledger was read. */
export type GivenJob = Omit<Job, 'remembered'>;

/** How long a lease lasts unless it is released, in milliseconds. Longer than any attempt. */
export const LEASE_MS = 60_000;

/** Begins the holder of a lease that only looks: whatever becomes of it, it has written nothing to the shop. */
export const LOOKING = 'look:';

export const leaseOf = ({ holder, now }: Job): Lease => ({ holder, until: now() + LEASE_MS });
