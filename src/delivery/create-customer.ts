import { endCreate, leaseUnknownContacts, marksOf } from './contact-leases.ts';
import { advance } from './field-clocks.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState, Lease, NewCustomer } from './ledger-port.ts';
import type { PendingRecord } from './new-customers.ts';
import { type Created, type Fact, PlatformError } from './platform-port.ts';
import { mayStillWrite, updateCustomer } from './update-customer.ts';
import { updateTaken } from './update-taken.ts';

/**
 * Creates the customer whom neither the ledger nor the search knows; whoever turns out to exist is updated instead.
 *
 * Where the platform does not refuse duplicates, a lease on the contacts keeps everybody else from creating meanwhile.
 * A create without an answer is never repeated blindly: it leaves a mark, and the next attempt searches first.
 */
export async function createCustomer(job: Job, states: readonly ContactState[]): Promise<Outcome> {
  if (job.platform.refusesDuplicates) return createUnder(job, states, undefined);
  const pendingRecord = job.newCustomers.expect();
  try {
    const lease = await leaseUnknownContacts(job, states);
    return await createUnder(job, states, { lease, pendingRecord });
  } finally {
    pendingRecord.miss();
  }
}

/** What a create has where nobody else may create with the same contacts. */
interface Care {
  readonly lease: Lease;
  readonly pendingRecord: PendingRecord;
}

async function createUnder(
  job: Job,
  states: readonly ContactState[],
  care: Care | undefined,
): Promise<Outcome> {
  let created: Created;
  try {
    created = await job.platform.create(job.fitted);
  } catch (error) {
    care?.pendingRecord.miss();
    return afterFailedCreate(job, states, care?.lease, error);
  }
  return afterCreate(job, states, care, created);
}

async function afterCreate(
  job: Job,
  states: readonly ContactState[],
  care: Care | undefined,
  { id, remaining }: Created,
): Promise<Outcome> {
  const { fitted } = job;
  const late = await bringRemaining(job, id, remaining);
  // The shop may write it later: the lease on the contacts keeps everybody away until it runs out.
  if (late.error && mayStillWrite(late.error)) throw late.error;
  const written = late.error
    ? fitted.facts.filter((fact) => !remaining.includes(fact))
    : fitted.facts;
  const isNewHere = await remember(job, states, care, {
    customerId: id,
    clocks: advance(job.remembered, written),
  });
  if (late.error) throw late.error;
  // Somebody else has found and written this customer since the create: compare field by field.
  if (!isNewHere) return { ...(await updateCustomer(job, id)), outcome: 'created' };
  return { outcome: 'created', customerId: id, unheld: [...fitted.unheld, ...late.unheld] };
}

/**
 * The clocks before the contacts that lead to them. Where the contacts are leased, nobody else can have found the
 * customer, so that nothing has to be looked at; a lease that was lost meanwhile tells that somebody may have.
 *
 * @returns false when somebody else has found and written the customer since the create.
 */
async function remember(
  { ledger, signup }: Job,
  states: readonly ContactState[],
  care: Care | undefined,
  { customerId, clocks }: NewCustomer,
): Promise<boolean> {
  const contacts = states.map(({ contact }) => contact);
  if (!care) {
    const isNewHere = await ledger.addCustomer(signup.store, customerId, clocks);
    await ledger.linkContacts(signup.store, contacts, customerId);
    return isNewHere;
  }
  await care.pendingRecord.add(signup.store, { customerId, clocks });
  if (await ledger.endLease(signup.store, contacts, care.lease, { customerId })) return true;
  return ledger.addCustomer(signup.store, customerId, clocks);
}

/**
 * What a create call cannot carry follows in an update. Nobody else can write the customer yet: the contacts are leased.
 * Its failure must not hide that the customer exists.
 */
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
  const marks = marksOf(states);
  if (kind === 'taken') return updateTaken(job, states, lease, marks);
  const creatingSince = kind === 'ambiguous' ? job.now() : marks.creatingSince;
  await endCreate(job, states, lease, { ...marks, creatingSince });
  throw error;
}
