import type { Contact } from '../event/signup.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import { leaseUnknownContacts, marksOf, refuseWhileAmbiguous } from './contact-leases.ts';
import { linkable } from './keep-newer.ts';
import type { Hit, Platform } from './platform-port.ts';
import { rememberRefusals, withRefusals } from './refusals.ts';
import { mayHaveWritten, type SharedContacts, updateCustomer } from './update-customer.ts';

/**
 * Updates a customer that the ledger does not know by these contacts, and links the contacts to it. The contacts that
 * the shop shows are linked first. An event that refuses by one of them then finds the customer, or this attempt reads
 * the refusal.
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
  const seen: SharedContacts = {
    contacts: signup.contacts.filter(
      (contact) => !added.some((one) => isSame(one.contact, contact)),
    ),
    isNew: linked.length > 0,
    shown: hits[0]?.shown,
    creatingSince: marksOf(unknownContacts).creatingSince,
  };
  const shared = { ...seen, contacts: signup.contacts };
  if (isAnonymous) {
    // The contacts that it names beside the customer's own may be anyone's.
    await rememberRefusals(job, added);
    return updateCustomer(job, id, seen);
  }
  if (added.length === 0) return updateCustomer(job, id, shared);
  if (platform.refusesDuplicates) return updateThenAdd(job, id, shared, contactsOf(added));
  return updateAndAdd(job, id, shared, added);
}

/** Where the platform refuses duplicates, no lease keeps refusals of the contacts out: they are read after the link. */
async function updateThenAdd(
  job: Job,
  id: string,
  shared: SharedContacts,
  added: readonly Contact[],
): Promise<Outcome> {
  const { ledger, signup } = job;
  const { contacts } = shared;
  const outcome = await updateCustomer(job, id, shared);
  const own = linkable(added, outcome);
  if (own.length === 0) return outcome;
  await ledger.linkContacts(signup.store, own, id);
  const facts = await withRefusals(job, [], own);
  if (facts.length > 0) {
    await updateCustomer({ ...job, fitted: { ...job.fitted, facts } }, id, { contacts });
  }
  return outcome;
}

async function updateAndAdd(
  job: Job,
  id: string,
  shared: SharedContacts,
  added: readonly ContactState[],
): Promise<Outcome> {
  const { ledger, signup, now } = job;
  const lease = await leaseUnknownContacts(job, added);
  const { platform, mayHaveAdded } = watched(job.platform);
  try {
    const outcome = await updateCustomer({ ...job, platform }, id, { ...shared, isNew: true });
    const contacts = linkable(contactsOf(added), outcome);
    for (const { contact, ...was } of added) {
      if (!contacts.includes(contact)) await ledger.endLease(signup.store, [contact], lease, was);
    }
    if (
      contacts.length > 0 &&
      !(await ledger.endLease(signup.store, contacts, lease, { customerId: id }))
    ) {
      await ledger.linkContacts(signup.store, contacts, id);
    }
    return outcome;
  } catch (error) {
    // The customer may have the contact already, and no search shows it yet: no other attempt may create with it.
    const marks = mayHaveAdded(error) ? { creatingSince: now() } : {};
    for (const { contact, ...was } of added)
      await ledger.endLease(signup.store, [contact], lease, { ...was, ...marks });
    throw error;
  }
}

/** The same platform, which tells after an error whether an update may have reached the shop. */
function watched(platform: Platform): {
  readonly platform: Platform;
  readonly mayHaveAdded: (error: unknown) => boolean;
} {
  let writes = 0;
  let isWritten = false;
  const update: Platform['update'] = async (id, facts, onWrite) => {
    const updated = await platform.update(id, facts, () => {
      writes += 1;
      onWrite?.();
    });
    isWritten = true;
    return updated;
  };
  return {
    platform: { ...platform, update },
    mayHaveAdded: (error) => isWritten || mayHaveWritten(error, writes),
  };
}

const contactsOf = (states: readonly ContactState[]): readonly Contact[] =>
  states.map(({ contact }) => contact);

const isSame = (a: Contact, b: Contact): boolean => a.kind === b.kind && a.value === b.value;
