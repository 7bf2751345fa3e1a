import { WaitError } from '../event/errors.ts';
import { type Job, leaseOf } from './job.ts';
import type { ContactState, Lease } from './ledger-port.ts';
import { refuseWhileAmbiguous } from '../relay/refuse-while-ambiguous.ts';

/**
 * Takes the contacts that belong to nobody, before they are given to somebody.
 *
 * @throws WaitError somebody else is about to do the same, or has just done it.
 * @throws PlatformError `again` while an earlier create with one of them may still show up.
 */
export async function leaseStrangers(job: Job, strangers: readonly ContactState[]): Promise<Lease> {
  const { ledger, signup } = job;
  const lease = leaseOf(job);
  const contacts = strangers.map(({ contact }) => contact);
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
