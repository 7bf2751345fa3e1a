import type { Contact } from '../event/signup.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import { leaseUnknownContacts, refuseWhileAmbiguous } from './contact-leases.ts';
import type { Hit } from './platform-port.ts';
import { updateCustomer } from './update-customer.ts';

/**
 * Updates a customer that the ledger does not know by these contacts, and links the contacts to it.
 *
 * A contact that the shop does not know either becomes this customer's. Where the platform accepts duplicates, the contact
 * is leased meanwhile, because another event could create a second customer with it. An anonymous event adds no contact.
 */
export async function updateFound(
  job: Job,
  id: string,
  unknownContacts: readonly ContactState[],
  hits: readonly Hit[],
): Promise<Outcome> {
  const { ledger, signup, platform } = job;
  const added = unknownContacts.filter(
    ({ contact }) => !hits.some((hit) => isSame(hit.contact, contact)),
  );
  const shown = signup.contacts.filter(
    (contact) => !added.some((state) => isSame(state.contact, contact)),
  );
  if (signup.trust === 'anonymous') {
    // Its own create may have been cut short: the search will show the contact soon.
    refuseWhileAmbiguous(added, job.now());
    const outcome = await updateCustomer(job, id, shown);
    const found = unknownContacts.filter((state) => !added.includes(state));
    await ledger.linkContacts(
      signup.store,
      found.map(({ contact }) => contact),
      id,
    );
    return outcome;
  }
  const contacts = unknownContacts.map(({ contact }) => contact);
  if (added.length === 0 || platform.refusesDuplicates) {
    const outcome = await updateCustomer(job, id, signup.contacts);
    await ledger.linkContacts(signup.store, contacts, id);
    return outcome;
  }
  const lease = await leaseUnknownContacts(job, added);
  try {
    const outcome = await updateCustomer(job, id, signup.contacts);
    await ledger.endLease(
      signup.store,
      added.map(({ contact }) => contact),
      lease,
      { customerId: id },
    );
    await ledger.linkContacts(signup.store, contacts, id);
    return outcome;
  } catch (error) {
    for (const { contact, ...was } of added)
      await ledger.endLease(signup.store, [contact], lease, was);
    throw error;
  }
}

const isSame = (a: Contact, b: Contact): boolean => a.kind === b.kind && a.value === b.value;
