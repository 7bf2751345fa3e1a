import { RejectedError } from '../event/errors.ts';
import { SEARCH_LAG_MS } from './contact-leases.ts';
import type { Job } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import type { Contact } from '../event/signup.ts';
import { refuseByUnproven } from './proven.ts';
import { keepDenials } from './refusals.ts';
import { PlatformError } from './platform-port.ts';
import { sightingOf } from './unverified-hits.ts';

/**
 * Ledger and shop together know two customers by the contacts of one event. One of them may have been deleted or merged, so
 * only customers that the shop shows count. Links to the others are removed, unless they are younger than the search lag.
 * If the shop shows no customer at all, links are removed only after the search was repeated long enough.
 *
 * @throws RejectedError `identity_conflict` when the shop shows both. @throws PlatformError `again` otherwise.
 */
export async function resolveConflict(job: Job, states: readonly ContactState[]): Promise<never> {
  const { platform, signup, now } = job;
  refuseByUnproven(signup, []);
  const { hits } = sightingOf(await platform.find(signup.contacts), signup);
  const shown = onlyCustomer(hits.map(({ id }) => id));
  const linked = states.flatMap(({ contact, customerId }) =>
    customerId === undefined ? [] : [{ contact, customerId }],
  );
  if (shown !== undefined || job.gaveUpFinding) {
    const others = linked.filter(({ customerId }) => customerId !== shown);
    for (const { contact, customerId } of others) {
      await unlink(job, contact, customerId, now() - SEARCH_LAG_MS);
    }
  }
  throw new PlatformError(
    { kind: 'again', retryAfterMs: SEARCH_LAG_MS / 4 },
    'ledger and shop know two customers by these contacts, but the shop does not show both',
  );
}

/**
 * The customer does not have this contact. Its refusals stay on the contact.
 *
 * @param linkedBefore a link that is younger than this stays, in milliseconds since the epoch.
 */
export async function unlink(
  job: Job,
  contact: Contact,
  id: string,
  linkedBefore: number,
): Promise<void> {
  const { ledger, signup } = job;
  await keepDenials(job, [contact], await ledger.readClocks(signup.store, id));
  await ledger.unlinkContact(signup.store, contact, id, linkedBefore);
}

/**
 * The one customer of all contacts; `undefined` when there is none.
 *
 * @throws RejectedError `identity_conflict` when there are several: only a person can decide to merge them.
 */
function onlyCustomer(ids: readonly string[]): string | undefined {
  const [first, ...others] = new Set(ids);
  if (others.length > 0) {
    throw new RejectedError(
      'identity_conflict',
      `the contacts of this event belong to ${others.length + 1} different customers: ${[first, ...others].join(', ')}; merge them in the shop or correct the event, then replay`,
    );
  }
  return first;
}
