import type { BatchReads, Ledger } from '../delivery/ledger-port.ts';
import type { NewCustomers } from '../delivery/new-customers.ts';
import type { Platform } from '../delivery/platform-port.ts';
import type { Prefetch } from '../delivery/prefetch.ts';
import type { Senders, Stores } from '../delivery/stores-port.ts';
import type { Digest } from '../event/digest.ts';
import type { Store } from '../generated/types.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Queue } from '../message/queue-port.ts';
import type { AttemptContext } from '../platforms/shared/shop-call.ts';
import type { Limiters } from '../rate-limit/limiter-port.ts';
import type { Sources } from '../sources/source.ts';
import type { ReportAttempt } from './report.ts';

/** The parts that `createConsume` is built with. Every function below it takes the parts that it needs. */
export interface ConsumeDeps {
  readonly queue: Queue;
  readonly stores: Stores;
  readonly senders: Senders;
  readonly sources: Sources;
  /**
   * Asks tools that post only an id; takes at most `MAX_FETCHED_BYTES`, and follows no redirect. Without it, their deliveries
   * wait.
   */
  readonly fetchExchange?: Exchange;
  readonly ledger: Ledger;
  /** Without it, every attempt reads the ledger itself. */
  readonly batchReads?: BatchReads;
  readonly openPlatform: (store: Store, context: AttemptContext) => Platform | Promise<Platform>;
  /** Opens the rate limiters of all stores for one batch. */
  readonly openLimiters: () => Limiters;
  readonly report: ReportAttempt;
  readonly digest: Digest;
  /** How long a message is tried before it becomes a dead letter, in milliseconds. */
  readonly horizonMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** @param ms milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
  /** In [0, 1). */
  readonly random: () => number;
  /** A name that no other attempt has. */
  readonly newHolder: () => string;
}

/** The deps and the shared state of the attempts of one batch. */
export interface Batch extends Pick<
  ConsumeDeps,
  'stores' | 'ledger' | 'openPlatform' | 'digest' | 'horizonMs' | 'now' | 'random' | 'newHolder'
> {
  readonly limiters: Limiters;
  readonly prefetch: Prefetch;
  readonly newCustomers: NewCustomers;
  /** Time until which every call must have ended, in milliseconds. */
  readonly remainingMs: () => number;
  /** Whether other messages wait for the end of the batch. */
  readonly isShared?: boolean;
}
