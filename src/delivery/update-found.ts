import type { Contact } from '../event/signup.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import { leaseUnknownContacts, refuseWhileAmbiguous } from './contact-leases.ts';
import type { Hit } from './platform-port.ts';
import { rememberRefusals, withRefusals } from './refusals.ts';
import { updateCustomer } from './update-customer.ts';

/**
 * Updates a customer that the ledger does not know by these contacts, and links the contacts to it. The contacts that the
 * shop shows are linked first: an event that refuses by one of them then finds the customer, or this one reads the refusal.
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
  const isShown = ({ contact }: ContactState): boolean =>
    hits.some((hit) => isSame(hit.contact, contact));
  const added = unknownContacts.filter((state) => !isShown(state));
  const isAnonymous = signup.trust === 'anonymous';
  // Its own create may have been cut short: the search will show the contact soon.
  if (isAnonymous) refuseWhileAmbiguous(added, job.now());
  const linked = unknownContacts.filter(isShown);
  if (linked.length > 0) await ledger.linkContacts(signup.store, contactsOf(linked), id);
  const isNew = linked.length > 0;
  if (isAnonymous) return updateWithout(job, id, added, isNew);
  if (added.length === 0) return updateCustomer(job, id, { contacts: signup.contacts, isNew });
  if (platform.refusesDuplicates) return updateThenAdd(job, id, contactsOf(added), isNew);
  return updateAndAdd(job, id, added);
}

/** Contacts that an anonymous event names beside the customer's own may be anyone's. */
async function updateWithout(
  job: Job,
  id: string,
  others: readonly ContactState[],
  isNew: boolean,
): Promise<Outcome> {
  await rememberRefusals(job, others);
  const contacts = job.signup.contacts.filter(
    (contact) => !others.some((state) => isSame(state.contact, contact)),
  );
  return updateCustomer(job, id, { contacts, isNew });
}

/** Where the platform refuses duplicates, no lease keeps refusals of the contacts out: they are read after the link. */
async function updateThenAdd(
  job: Job,
  id: string,
  added: readonly Contact[],
  isNew: boolean,
): Promise<Outcome> {
  const { ledger, signup } = job;
  const contacts = signup.contacts;
  const outcome = await updateCustomer(job, id, { contacts, isNew });
  await ledger.linkContacts(signup.store, added, id);
  const facts = await withRefusals(job, [], added);
  if (facts.length > 0) {
    await updateCustomer({ ...job, fitted: { ...job.fitted, facts } }, id, { contacts });
  }
  return outcome;
}

async function updateAndAdd(
  job: Job,
  id: string,
  added: readonly ContactState[],
): Promise<Outcome> {
  const { ledger, signup } = job;
  const lease = await leaseUnknownContacts(job, added);
  try {
    const outcome = await updateCustomer(job, id, { contacts: signup.contacts, isNew: true });
    const contacts = contactsOf(added);
    if (!(await ledger.endLease(signup.store, contacts, lease, { customerId: id }))) {
      await ledger.linkContacts(signup.store, contacts, id);
    }
    return outcome;
  } catch (error) {
    for (const { contact, ...was } of added)
      await ledger.endLease(signup.store, [contact], lease, was);
    throw error;
  }
}

const contactsOf = (states: readonly ContactState[]): readonly Contact[] =>
  states.map(({ contact }) => contact);

const isSame = (a: Contact, b: Contact): boolean => a.kind === b.kind && a.value === b.value;
