import type { StoredStore } from '../../aws/list-stores.ts';
import type { Digest } from '../../event/digest.ts';
import type { LetterList } from '../../dead-letters/list.ts';
import type { Selection } from '../../letters/selection.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Logs } from '../../telemetry/logs-port.ts';
import { findCustomers, type KnownCustomer } from './find-customers.ts';
import { findEntries, type FoundEntries } from './find-entries.ts';
import type { Story } from './story.ts';
import { readSubject } from './subject.ts';
import { tellStories } from './tell-stories.ts';

export interface TraceDeps {
  readonly stores: readonly StoredStore[];
  readonly digest: Digest;
  readonly ledger: Pick<Ledger, 'readContacts' | 'readClocks'>;
  readonly logs: Logs;
  /** What waits in the dead-letter queue; absent where it is not known. */
  readonly listLetters?: (selection: Selection) => Promise<LetterList>;
}

export interface TraceQuery {
  /** As the person typed it: an id, an e-mail or a phone. */
  readonly text: string;
  /** The only store that counts. */
  readonly store?: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** All that can be said about a person's or an event's signups; holds no personal data. */
export interface Traced {
  readonly label: string;
  readonly searched: {
    readonly from: number;
    readonly until: number;
    readonly stores: readonly string[];
    /** Undefined where the dead-letter queue is not known. */
    readonly wholeDeadLetterQueue?: boolean;
    /** Whether the text was looked for as an e-mail or a phone as well. */
    readonly asContact: boolean;
  };
  readonly customers: readonly KnownCustomer[];
  /** The newest last. */
  readonly signups: readonly Story[];
}

/** @throws WaitError the ledger, the logs or the queue cannot be reached. */
export async function traceSignups(query: TraceQuery, deps: TraceDeps): Promise<Traced> {
  const { store, from, until } = query;
  const stores = deps.stores.filter(({ name }) => store === undefined || name === store);
  const subject = readSubject(query.text, stores, deps.digest);
  const customers = await findCustomers(subject, deps.ledger);
  const events = customers.flatMap((customer) => customer.events);
  const found = await findEntries({ ...subject, events }, { from, until }, deps.logs);
  const entries = store === undefined ? found : ofStore(found, store);
  const ids = [...subject.ids, ...idsIn(entries), ...events.map(({ eventId }) => eventId)];
  const list = await deps.listLetters?.({
    ids: [...new Set(ids)],
    ...(store !== undefined && { stores: [store] }),
  });
  return {
    label: subject.label,
    searched: {
      from,
      until,
      stores: stores.map(({ name }) => name),
      asContact: subject.contacts.length > 0,
      ...(list && { wholeDeadLetterQueue: list.complete }),
    },
    customers,
    signups: tellStories(entries, list?.letters ?? []),
  };
}

const ofStore = ({ attempts, receipts }: FoundEntries, store: string): FoundEntries => ({
  attempts: attempts.filter((entry) => entry.store === undefined || entry.store === store),
  receipts: receipts.filter((entry) => entry.store === store),
});

const idsIn = ({ attempts, receipts }: FoundEntries): readonly string[] => [
  ...attempts.flatMap(({ eventId }) => eventId ?? []),
  ...receipts.map(({ id }) => id),
];
