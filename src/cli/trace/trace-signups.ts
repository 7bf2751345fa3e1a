import type { StoredStore } from '../../aws/store-admin.ts';
import type { LetterSummary, Selection } from '../../dead-letters/letter.ts';
import type { LetterList } from '../../dead-letters/list.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Digest } from '../../event/digest.ts';
import type { Logs } from '../../telemetry/logs-port.ts';
import { readKnownCustomers, type KnownCustomer } from './find-customers.ts';
import { findEntries, type FoundEntries, isOf, keyOf } from './find-entries.ts';
import type { AttemptEntry, ReceiptEntry } from './log-entry.ts';
import { type Story, tellStory } from './story.ts';
import { readSubject } from './subject.ts';

export interface TraceDeps {
  readonly stores: readonly StoredStore[];
  readonly digest: Digest;
  readonly ledger: Pick<Ledger, 'readContacts' | 'readClocks'>;
  readonly logs: Logs;
  /** Lists the dead letters; absent if the queue's address is not set. */
  readonly listLetters?: (selection: Selection) => Promise<LetterList>;
}

interface TraceQuery {
  /** The argument of the command: an id, an e-mail or a phone. */
  readonly text: string;
  /** Search only this store. */
  readonly store?: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

/** The signups and customers that were found. Holds no personal data. */
export interface Traced {
  readonly label: string;
  readonly searched: {
    readonly from: number;
    readonly until: number;
    readonly stores: readonly string[];
    /** Whether all dead letters were seen; undefined if the queue's address is not set. */
    readonly wholeDeadLetterQueue?: boolean;
    /** Whether the text was also searched as e-mail or phone. */
    readonly asContact: boolean;
  };
  readonly customers: readonly KnownCustomer[];
  /** Newest last. */
  readonly signups: readonly Story[];
}

/** @throws WaitError the ledger, the logs or the queue cannot be reached. */
export async function traceSignups(query: TraceQuery, deps: TraceDeps): Promise<Traced> {
  const { store, from, until } = query;
  const stores = deps.stores.filter(({ name }) => store === undefined || name === store);
  const subject = readSubject(query.text, stores, deps.digest);
  const customers = await readKnownCustomers(subject, deps.ledger);
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

/** One history for each signup, newest last. */
export function tellStories(
  { attempts, receipts }: FoundEntries,
  letters: readonly LetterSummary[],
): readonly Story[] {
  const signups = [...Map.groupBy(attempts, keyOf).values()].map((own) => ({
    attempts: own,
    receipts: receipts.filter((receipt) => own.some((entry) => isOf(entry, receipt))),
  }));
  const untold = letters.filter((letter) => !signups.some((signup) => isLetterOf(letter, signup)));
  const untried = receipts.filter((receipt) => !attempts.some((entry) => isOf(entry, receipt)));
  return [
    ...signups.map((signup) => {
      const deadLetters = letters.filter((letter) => isLetterOf(letter, signup));
      return tellStory({ ...signup, deadLetters });
    }),
    ...untold.map((letter) => tellStory({ attempts: [], receipts: [], deadLetters: [letter] })),
    ...untried.map((receipt) => tellStory({ attempts: [], receipts: [receipt], deadLetters: [] })),
  ].toSorted((a, b) => startOf(a) - startOf(b));
}

/** A letter with several signups has the id of the delivery. */
function isLetterOf(
  { eventId, source }: LetterSummary,
  { attempts, receipts }: { attempts: readonly AttemptEntry[]; receipts: readonly ReceiptEntry[] },
): boolean {
  if (eventId === undefined) return false;
  return (
    receipts.some(({ id }) => id === eventId) ||
    attempts.some((entry) => entry.eventId === eventId && entry.source === source)
  );
}

const startOf = ({ steps }: Story): number => steps[0]?.at ?? 0;
