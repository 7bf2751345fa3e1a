import { WaitError } from '../event/errors.ts';
import { type Job, leaseOf } from './job.ts';
import type { ContactMarks, ContactState, Lease } from './ledger-port.ts';
import { PlatformError } from './platform-port.ts';

/**
 * Takes the contacts that belong to nobody, before they are given to somebody.
 *
 * @throws WaitError somebody else is about to do the same, or has just done it.
 * @throws PlatformError `again` while an earlier create with one of them may still show up.
 */
export async function leaseUnknownContacts(
  job: Job,
  unknownContacts: readonly ContactState[],
): Promise<Lease> {
  const { ledger, signup } = job;
  const lease = leaseOf(job);
  const contacts = unknownContacts.map(({ contact }) => contact);
  const before = await ledger.leaseContacts(signup.store, contacts, lease, job.sendingUntil);
  if (before === undefined) throw new WaitError('another event of the same person is on its way');
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

/** Between the search and the lease somebody may have finished, or failed without an answer. */
function refuseNews(before: readonly ContactState[], now: number): void {
  if (before.some(({ customerId }) => customerId !== undefined)) {
    throw new WaitError('the same person was just delivered');
  }
  refuseWhileAmbiguous(before, now);
}

/** How long after a write a platform's search may not show it, in milliseconds. */
export const SEARCH_LAG_MS = 60_000;

/**
 * A create whose answer never came may have succeeded, and the search may not show it yet.
 *
 * @throws PlatformError `again` while one of the contacts has such a create younger than the search lag.
 */
export function refuseWhileAmbiguous(states: readonly ContactState[], now: number): void {
  const youngest = Math.max(...states.map(({ creatingSince = 0 }) => creatingSince));
  const left = youngest + SEARCH_LAG_MS - now;
  if (left > 0) {
    throw new PlatformError(
      { kind: 'again', retryAfterMs: Math.min(left, SEARCH_LAG_MS / 4) },
      "an earlier create had no answer; waiting until the shop's search would show it",
    );
  }
}

/** Ends a create that made nobody: ends the lease where there is one, and says what there is to remember. */
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
  return ledger.markContacts(signup.store, contacts, { creatingSince, takenSince });
}

/** The youngest mark of each kind. */
export function marksOf(states: readonly ContactState[]): ContactMarks {
  const youngest = (times: readonly number[]): number | undefined =>
    times.length > 0 ? Math.max(...times) : undefined;
  return {
    creatingSince: youngest(states.flatMap(({ creatingSince }) => creatingSince ?? [])),
    takenSince: youngest(states.flatMap(({ takenSince }) => takenSince ?? [])),
  };
}
