import type { Digest } from '../event/digest.ts';
import type { Store } from '../generated/types.ts';
import type { Limiters } from '../rate-limit/limiter-port.ts';
import type { Prefetch } from '../delivery/prefetch.ts';
import type { Ledger } from '../delivery/ledger-port.ts';
import type { NewCustomers } from '../delivery/new-customers.ts';
import type { Platform } from '../delivery/platform-port.ts';
import type { Stores } from '../delivery/stores-port.ts';
import type { ShopContext } from '../platforms/shared/shop-call.ts';

export interface DeliverDeps {
  readonly stores: Stores;
  readonly ledger: Ledger;
  readonly digest: Digest;
  readonly openPlatform: (store: Store, context: ShopContext) => Platform | Promise<Platform>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A name that no other attempt has. */
  readonly newHolder: () => string;
}

/** What the attempts of one batch share. */
export interface Batch {
  readonly limiters: Limiters;
  readonly prefetch: Prefetch;
  readonly newCustomers: NewCustomers;
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
}
