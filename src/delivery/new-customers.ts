import { createGathering } from '../util/barrier.ts';
import type { Ledger, Newborn } from './ledger-port.ts';

/** A customer whom an attempt is about to create. */
export interface Birth {
  /**
   * Resolves when the ledger remembers what they were created with.
   *
   * @throws WaitError the ledger cannot be reached.
   */
  add(store: string, newborn: Newborn): Promise<void>;
  /** There will be none: nobody waits for it any more. Does nothing after `add`. */
  miss(): void;
}

/** Those whom the attempts of one batch create: the ledger remembers with one write whom it can. */
export interface Newborns {
  expect(): Birth;
}

interface Waiting {
  readonly store: string;
  readonly newborn: Newborn;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Who is created at the same time is written down together, in milliseconds: a batch is not over before its last attempt
 * is, so that nobody loses anything by waiting for others.
 */
const TOGETHER_MS = 500;

export function createNewborns({
  ledger,
  sleep,
}: {
  readonly ledger: Pick<Ledger, 'addNewborns'>;
  readonly sleep: (ms: number) => Promise<unknown>;
}): Newborns {
  const gathering = createGathering(sleep, TOGETHER_MS);
  let waiting: readonly Waiting[] = [];
  let isWriting = false;

  const write = async (store: string, group: readonly Waiting[]): Promise<void> => {
    try {
      await ledger.addNewborns(
        store,
        group.map(({ newborn }) => newborn),
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
      await gathering.complete();
      const groups = Map.groupBy(waiting, ({ store }) => store);
      waiting = [];
      await Promise.all([...groups].map(([store, group]) => write(store, group)));
    }
    isWriting = false;
  };

  return {
    expect() {
      const arrive = gathering.expect();
      return {
        add: (store, newborn) =>
          new Promise<void>((done, failed) => {
            waiting = [...waiting, { store, newborn, done, failed }];
            arrive();
            if (!isWriting) void writeAll();
          }),
        miss: arrive,
      };
    },
  };
}
