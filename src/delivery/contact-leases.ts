import { WaitError } from '../event/errors.ts';
import { type Job, leaseOf } from './job.ts';
import type { ContactMarks, ContactState, Lease } from './ledger-port.ts';
import { PlatformError } from './platform-port.ts';

/**
 * Leases contacts that have no customer yet, before a customer gets them.
 *
 * @throws WaitError another attempt has leased them, or has just given them a customer.
 * @throws PlatformError `again` while an earlier create with one of them may still appear in the search.
 */
export async function leaseUnknownContacts(
  job: Job,
  unknownContacts: readonly ContactState[],
): Promise<Lease> {
  const { ledger, signup } = job;
  const lease = leaseOf(job);
  const contacts = unknownContacts.map(({ contact }) => contact);
  const before = await ledger.leaseContacts(signup.store, contacts, lease, job.sendingUntil);
  if (before === undefined) throw new WaitError('another event of the same person is in progress');
  try {
    refuseNews(before, job.now());
  } catch (error) {
    for (const { contact, ...was } of before) {
      await ledger.endLease(signup.store, [contact], lease, was);
    }
    throw error;
  }
  return lease;
}

/** Between the search and the lease, another attempt may have finished, or ended without an answer. */
function refuseNews(before: readonly ContactState[], now: number): void {
  if (before.some(({ customerId }) => customerId !== undefined)) {
    throw new WaitError('another event of the same person was just delivered');
  }
  refuseWhileAmbiguous(before, now);
}

/** How long a platform's search may lag behind a write, in milliseconds. */
export const SEARCH_LAG_MS = 60_000;

/**
 * A create without an answer may have succeeded although the search does not show it yet.
 *
 * @throws PlatformError `again` while one of the contacts has such a create younger than the search lag.
 */
export function refuseWhileAmbiguous(states: readonly ContactState[], now: number): void {
  const latest = Math.max(...states.map(({ creatingSince = 0 }) => creatingSince));
  const leftMs = latest + SEARCH_LAG_MS - now;
  if (leftMs > 0) {
    throw new PlatformError(
      { kind: 'again', retryAfterMs: Math.min(leftMs, SEARCH_LAG_MS / 4) },
      "an earlier create had no answer; waiting until the shop's search would show it",
    );
  }
}

/** Ends a create that made no customer: ends the lease, if there is one, and stores the marks. */
export async function endCreate(
  { ledger, signup }: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  end: ContactMarks,
): Promise<void> {
  const contacts = states.map(({ contact }) => contact);
  if (lease) {
    await ledger.endLease(signup.store, contacts, lease, end);
    return undefined;
  }
  const { creatingSince, takenSince } = end;
  const before = marksOf(states);
  if (creatingSince === before.creatingSince && takenSince === before.takenSince) return undefined;
  const isPast = takenSince === undefined && before.takenSince !== undefined;
  return ledger.markContacts(signup.store, contacts, {
    creatingSince,
    takenSince: isPast ? 0 : takenSince,
  });
}

/** The latest mark of each kind. */
export function marksOf(states: readonly ContactState[]): ContactMarks {
  const latest = (times: readonly number[]): number | undefined =>
    times.length > 0 ? Math.max(...times) : undefined;
  return {
    creatingSince: latest(states.flatMap(({ creatingSince }) => creatingSince ?? [])),
    takenSince: latest(states.flatMap(({ takenSince }) => takenSince ?? [])),
  };
}
