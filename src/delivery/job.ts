import type { NormalSignup } from '../event/signup.ts';
import type { Prefetched } from './prefetch.ts';
import type { Ledger, Lease } from './ledger-port.ts';
import type { NewCustomers } from './new-customers.ts';
import type { Clocks, Fitted, Platform } from './platform-port.ts';

/** What happened to the customer record. */
export interface Outcome {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly customerId: string;
  /** What the platform could not hold, as paths into the signup or fact keys. */
  readonly unheld: readonly string[];
}

/** One signup on its way to one shop, and all that the way needs. */
export interface Job {
  readonly signup: NormalSignup;
  readonly fitted: Fitted;
  readonly platform: Platform;
  readonly ledger: Ledger;
  /** Remembers whom the attempts of the batch create. */
  readonly newCustomers: NewCustomers;
  /** What the batch saw of this person before; only a hint. */
  readonly prefetched?: Prefetched;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Name of this attempt; its leases carry it. */
  readonly holder: string;
  /** Until when this attempt may call the platform, in milliseconds since the epoch. */
  readonly sendingUntil: number;
  /** Whether what the search does not show has been looked for long enough. */
  readonly gaveUpFinding: boolean;
  /** Denials by former customers of this person; see `rememberConsent`. */
  readonly remembered: Clocks;
}

/** How long a lease lasts when nobody releases it, in milliseconds. Longer than any attempt. */
const LEASE_MS = 60_000;

export const leaseOf = ({ holder, now }: Job): Lease => ({ holder, until: now() + LEASE_MS });
