import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';
import type { Subject } from './subject.ts';

/** What the ledger holds about a contact in one store. Times in milliseconds since the epoch. */
export interface KnownCustomer {
  readonly store: string;
  /** The platform's id. */
  readonly customerId?: string;
  /** The customer who had the contact and was deleted in the shop. */
  readonly formerCustomerId?: string;
  /** A create was sent before this time, and its answer never came. */
  readonly creatingSince?: number;
  /** Since then the shop refuses a create with the contact, and shows no customer that has it. */
  readonly takenSince?: number;
  /** Leased until then: another attempt is writing, so this state may be stale. */
  readonly leasedUntil?: number;
  /** The events that set the present facts of the customer, oldest first. */
  readonly events: readonly ClockEvent[];
}

interface ClockEvent {
  readonly eventId: string;
  readonly source: string;
  /** The latest time of its facts. */
  readonly time: number;
  /** Number of fields, tags and addresses that it set. */
  readonly fields: number;
}

/** Reads the ledger for each contact. Stores without an entry are left out. @throws WaitError */
export async function readKnownCustomers(
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
  for (const [key, { id, time }] of Object.entries(clocks)) {
    // What the ledger knows about the shop's own record is no fact of an event.
    if (key.startsWith('shop:')) continue;
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
