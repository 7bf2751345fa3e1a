import { RejectedError } from '../errors.ts';
import { advance } from './field-clocks.ts';
import type { Job, Outcome } from './job.ts';
import { leaseStrangers } from './lease-strangers.ts';
import type { ContactEnd, ContactState, Lease } from './ledger-port.ts';
import { onlyCustomer } from './only-customer.ts';
import { type Created, type Fact, PlatformError } from './ports.ts';
import { SEARCH_LAG_MS } from './refuse-while-ambiguous.ts';
import { updateCustomer } from './update-customer.ts';

/**
 * Creates the customer whom neither the ledger nor the search knows; whoever turns out to exist is updated instead.
 *
 * Where the platform does not refuse duplicates, a lease on the contacts keeps everybody else from creating meanwhile.
 * A create without an answer is never repeated blindly: it leaves a mark, and the next attempt searches first.
 */
export async function createCustomer(job: Job, states: readonly ContactState[]): Promise<Outcome> {
  const lease = job.platform.refusesDuplicates ? undefined : await leaseStrangers(job, states);
  let created: Created;
  try {
    created = await job.platform.create(job.fitted);
  } catch (error) {
    return afterFailedCreate(job, states, lease, error);
  }
  return afterCreate(job, states, lease, created);
}

async function afterCreate(
  job: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  { id, remaining }: Created,
): Promise<Outcome> {
  const { ledger, signup, fitted } = job;
  const late = await bringRemaining(job, id, remaining);
  const written = late.error
    ? fitted.facts.filter((fact) => !remaining.includes(fact))
    : fitted.facts;
  const isNewHere = await ledger.addCustomer(signup.store, id, advance({}, written));
  await endCreate(job, states, lease, { customerId: id });
  if (late.error) throw late.error;
  // Somebody else has found and written this customer since the create: compare field by field.
  if (!isNewHere) return { ...(await updateCustomer(job, id)), outcome: 'created' };
  return { outcome: 'created', customerId: id, unheld: [...fitted.unheld, ...late.unheld] };
}

/** What a create call cannot carry follows in an update. Its failure must not hide that the customer exists. */
async function bringRemaining(
  { platform }: Job,
  id: string,
  remaining: readonly Fact[],
): Promise<{ readonly unheld: readonly string[]; readonly error?: unknown }> {
  if (remaining.length === 0) return { unheld: [] };
  try {
    return await platform.update(id, remaining);
  } catch (error) {
    return { unheld: [], error };
  }
}

async function afterFailedCreate(
  job: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  error: unknown,
): Promise<Outcome> {
  const kind = error instanceof PlatformError ? error.verdict.kind : undefined;
  const earlier = Math.max(0, ...states.map(({ creatingSince = 0 }) => creatingSince));
  if (kind === 'taken') return updateTheOther(job, states, lease, earlier);
  const creatingSince = kind === 'ambiguous' ? job.now() : earlier || undefined;
  await endCreate(job, states, lease, { creatingSince });
  throw error;
}

/** Somebody has one of the contacts, says the platform: find and update them. */
async function updateTheOther(
  job: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  earlier: number,
): Promise<Outcome> {
  const found = await findTheOther(job, states, lease, earlier);
  if (found !== undefined) {
    await endCreate(job, states, lease, { creatingSince: earlier || undefined });
    const outcome = await updateCustomer(job, found);
    await job.ledger.linkContacts(
      job.signup.store,
      states.map(({ contact }) => contact),
      found,
    );
    return outcome;
  }
  await endCreate(job, states, lease, { creatingSince: earlier || job.now() });
  if (earlier > 0 && earlier + SEARCH_LAG_MS <= job.now()) {
    throw new RejectedError(
      'contact_taken',
      'the shop says that the e-mail or the phone belongs to a customer, but its search shows none; look for it in the shop by hand, correct it or the event, then replay',
    );
  }
  throw new PlatformError(
    { kind: 'again' },
    'the shop says that the contact is taken, but its search does not show by whom yet',
  );
}

async function findTheOther(
  job: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  earlier: number,
): Promise<string | undefined> {
  try {
    const hits = await job.platform.find(states.map(({ contact }) => contact));
    return onlyCustomer(hits.map(({ id }) => id));
  } catch (error) {
    await endCreate(job, states, lease, { creatingSince: earlier || undefined });
    throw error;
  }
}

async function endCreate(
  { ledger, signup }: Job,
  states: readonly ContactState[],
  lease: Lease | undefined,
  { customerId, creatingSince }: ContactEnd,
): Promise<void> {
  const contacts = states.map(({ contact }) => contact);
  if (lease) return ledger.endLease(signup.store, contacts, lease, { customerId, creatingSince });
  if (customerId !== undefined) return ledger.linkContacts(signup.store, contacts, customerId);
  if (creatingSince !== undefined)
    return ledger.markCreating(signup.store, contacts, creatingSince);
}
