import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';
import type { Subject } from './subject.ts';

/** What the ledger knows of a contact in one store. Times in milliseconds since the epoch. */
export interface KnownCustomer {
  readonly store: string;
  /** The platform's id. */
  readonly customerId?: string;
  /** Whose contact it was, before that customer was deleted in the shop. */
  readonly formerCustomerId?: string;
  /** A create whose answer never came. */
  readonly creatingSince?: number;
  /** The shop says that somebody has the contact, and does not show whom. */
  readonly takenSince?: number;
  /** An attempt is at work until then. */
  readonly leasedUntil?: number;
  /** The events that set what the customer is now, the oldest first. */
  readonly events: readonly ClockEvent[];
}

interface ClockEvent {
  readonly eventId: string;
  readonly source: string;
  /** The latest of its times. */
  readonly time: number;
  /** How many fields, tags and addresses it set. */
  readonly fields: number;
}

/** Looks up whose the contacts are; stores whose ledger knows nothing are left out. @throws WaitError */
export async function findCustomers(
  { contacts }: Pick<Subject, 'contacts'>,
  ledger: Pick<Ledger, 'readContacts' | 'readClocks'>,
): Promise<readonly KnownCustomer[]> {
  const known: KnownCustomer[] = [];
  for (const { store, contact } of contacts) {
    const [state] = await ledger.readContacts(store, [contact]);
    const { contact: _, ...facts } = state ?? { contact };
    if (Object.keys(facts).length === 0) continue;
    const id = state?.customerId;
    const events = id === undefined ? [] : eventsOf(await ledger.readClocks(store, id));
    known.push({ store, ...facts, events });
  }
  return known;
}

function eventsOf(clocks: Clocks): readonly ClockEvent[] {
  const events = new Map<string, ClockEvent>();
  for (const { id, time } of Object.values(clocks)) {
    const [eventId = '', source = ''] = id.split('\n');
    const before = events.get(id);
    events.set(id, {
      eventId,
      source,
      time: Math.max(before?.time ?? 0, time),
      fields: (before?.fields ?? 0) + 1,
    });
  }
  return [...events.values()].toSorted((a, b) => a.time - b.time);
}
