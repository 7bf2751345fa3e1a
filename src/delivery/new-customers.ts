import { createBarrier } from '../util/barrier.ts';
import type { Ledger, NewCustomer } from './ledger-port.ts';

/** A customer whom an attempt is about to create. */
export interface PendingRecord {
  /**
   * Resolves when the ledger remembers what they were created with.
   *
   * @throws WaitError the ledger cannot be reached.
   */
  add(store: string, newCustomer: NewCustomer): Promise<void>;
  /** There will be none: nobody waits for it any more. Does nothing after `add`. */
  miss(): void;
}

/** Those whom the attempts of one batch create: the ledger remembers with one write whom it can. */
export interface NewCustomers {
  expect(): PendingRecord;
}

interface Waiting {
  readonly store: string;
  readonly newCustomer: NewCustomer;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Who is created at the same time is written down together, in milliseconds: a batch is not over before its last attempt
 * is, so that nobody loses anything by waiting for others.
 */
const TOGETHER_MS = 500;

export function createNewCustomers({
  ledger,
  sleep,
}: {
  readonly ledger: Pick<Ledger, 'addNewCustomers'>;
  readonly sleep: (ms: number) => Promise<unknown>;
}): NewCustomers {
  const barrier = createBarrier(sleep, TOGETHER_MS);
  let waiting: readonly Waiting[] = [];
  let isWriting = false;

  const write = async (store: string, group: readonly Waiting[]): Promise<void> => {
    try {
      await ledger.addNewCustomers(
        store,
        group.map(({ newCustomer }) => newCustomer),
      );
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  };

  /** One write at a time: who comes meanwhile is in the next. */
  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      await barrier.complete();
      const groups = Map.groupBy(waiting, ({ store }) => store);
      waiting = [];
      await Promise.all([...groups].map(([store, group]) => write(store, group)));
    }
    isWriting = false;
  };

  return {
    expect() {
      const arrive = barrier.expect();
      return {
        add: (store, newCustomer) =>
          new Promise<void>((done, failed) => {
            waiting = [...waiting, { store, newCustomer, done, failed }];
            arrive();
            if (!isWriting) void writeAll();
          }),
        miss: arrive,
      };
    },
  };
}
