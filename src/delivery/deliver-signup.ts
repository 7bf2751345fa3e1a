import type { Contact } from '../event/signup.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { createCustomer } from './create-customer.ts';
import { newerFacts } from './field-clocks.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import { PlatformError } from './platform-port.ts';
import { rememberConsent } from './remember-consent.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { refuseWhileAmbiguous } from './contact-leases.ts';
import { updateCustomer } from './update-customer.ts';
import { updateFound } from './update-found.ts';

/** What the ledger says of the contacts is looked up on the way. */
export type GivenJob = Omit<Job, 'remembered'>;

/**
 * Brings one signup to one shop: finds the customer, then creates, updates or leaves them.
 *
 * Safe to repeat and to run anywhere at the same time: the ledger's leases let one attempt at a time write a customer,
 * and its clocks keep what newer events have said.
 *
 * @throws RejectedError it can never succeed. @throws WaitError it is not its turn.
 * @throws PlatformError the platform did not do it.
 */
export async function deliverSignup(given: GivenJob): Promise<Outcome> {
  const { signup, ledger, platform, prefetched } = given;
  const settled = knownAlready(given);
  if (settled) return settled;
  const states = prefetched?.states ?? (await ledger.readContacts(signup.store, signup.contacts));
  const job = await rememberConsent({ ...given, remembered: {} }, states);
  const knownIds = states.flatMap(({ customerId }) => customerId ?? []);
  if (new Set(knownIds).size > 1) return resolveConflict(job, states);
  const [knownId] = knownIds;
  const unknownContacts = states.filter(({ customerId }) => customerId === undefined);
  if (knownId !== undefined && unknownContacts.length === 0) return updateCustomer(job, knownId);

  refuseWhileLeased(unknownContacts, job.now());
  const isNew = signup.type === 'customer.signed_up' && knownId === undefined;
  if (
    isNew &&
    platform.refusesDuplicates &&
    !unknownContacts.some(({ creatingSince, takenSince }) => creatingSince ?? takenSince)
  ) {
    return createCustomer(job, unknownContacts);
  }
  return findThenWrite(job, states, knownId);
}

/**
 * Nothing is newer than the clocks that the batch saw, and clocks only grow: whoever writes this customer now knows all
 * of it better. So it needs no lease to leave them alone.
 */
function knownAlready({ prefetched, fitted }: GivenJob): Outcome | undefined {
  const customer = prefetched?.customer;
  if (customer === undefined || newerFacts(fitted.facts, customer.clocks).length > 0)
    return undefined;
  return { outcome: 'unchanged', customerId: customer.id, unheld: fitted.unheld };
}

async function findThenWrite(
  job: Job,
  states: readonly ContactState[],
  knownId: string | undefined,
): Promise<Outcome> {
  const { signup, platform } = job;
  const unknownContacts = states.filter(({ customerId }) => customerId === undefined);
  const contacts = unknownContacts.map(({ contact }) => contact);
  const hits = await platform.find(contacts);
  const ids = new Set([...(knownId === undefined ? [] : [knownId]), ...hits.map((hit) => hit.id)]);
  // One of them may be gone by now, and the other one be the same person, made anew: only a second look tells.
  if (ids.size > 1) return resolveConflict(job, states);
  const [id] = ids;
  const shown = hits.flatMap(({ others = [] }) => others);
  if (hits.length > 0) await refuseWhileCreating(job, [...contacts, ...shown]);
  if (id !== undefined) return updateFound(job, id, unknownContacts, hits);
  refuseWhileAmbiguous(unknownContacts, job.now());
  if (signup.type === 'customer.signed_up') return createCustomer(job, unknownContacts);
  if (job.gaveUpFinding) {
    throw new RejectedError(
      'customer_not_found',
      'customer.updated names a customer whom neither the ledger nor the shop knows; send customer.signed_up first, then replay',
    );
  }
  throw new PlatformError({ kind: 'again' }, 'the shop does not know this customer yet');
}

/**
 * Whom a search shows may have been created a moment ago, by somebody who is still writing them and holds the contacts
 * of the create: they need not be those of this event.
 * Where a create takes no lease, there is nothing to look at.
 */
async function refuseWhileCreating(
  { ledger, signup, platform, now }: Job,
  contacts: readonly Contact[],
): Promise<void> {
  if (platform.refusesDuplicates) return;
  refuseWhileLeased(await ledger.readContacts(signup.store, contacts), now());
}

function refuseWhileLeased(states: readonly ContactState[], now: number): void {
  const until = Math.max(...states.map(({ leasedUntil = 0 }) => leasedUntil));
  if (until > now) {
    throw new WaitError('another event of the same person is on its way');
  }
}
