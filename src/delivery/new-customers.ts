import { createBarrier } from '../util/barrier.ts';
import type { Ledger, NewCustomer } from './ledger-port.ts';

/** The record of a customer that one attempt is about to create. */
export interface PendingRecord {
  /**
   * Resolves when the ledger has recorded the new customer.
   *
   * @throws WaitError the ledger cannot be reached.
   */
  add(store: string, newCustomer: NewCustomer): Promise<void>;
  /** There will be no record, so the others must not wait for it. Does nothing after `add`. */
  cancel(): void;
}

/** The customers that the attempts of one batch create. The ledger records them together, with as few writes as possible. */
export interface NewCustomers {
  /** Announces one record, so that the others wait for it. */
  announce(): PendingRecord;
}

interface WaitingRecord {
  readonly store: string;
  readonly newCustomer: NewCustomer;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * How long a record waits for the others, in milliseconds. The wait costs nothing: a batch ends with its last attempt
 * anyway.
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
  let waiting: readonly WaitingRecord[] = [];
  let isWriting = false;

  const write = async (store: string, group: readonly WaitingRecord[]): Promise<void> => {
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

  /** One write at a time: records that are added during a write are part of the next one. */
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
    announce() {
      const arrive = barrier.announce();
      return {
        add: (store, newCustomer) =>
          new Promise<void>((done, failed) => {
            waiting = [...waiting, { store, newCustomer, done, failed }];
            arrive();
            if (!isWriting) void writeAll();
          }),
        cancel: arrive,
      };
    },
  };
}
