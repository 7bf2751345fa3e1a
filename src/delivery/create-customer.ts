import { endCreate, leaseUnknownContacts, marksOf, SEARCH_LAG_MS } from './contact-leases.ts';
import type { Contact } from '../event/signup.ts';
import { advance } from './field-clocks.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactState, Lease, NewCustomer } from './ledger-port.ts';
import type { PendingRecord } from './new-customers.ts';
import { raises, withRefusals } from './refusals.ts';
import { type Created, type Fact, PlatformError, type Updated } from './platform-port.ts';
import { noteCreate } from './shop-state.ts';
import { unlink } from './resolve-conflict.ts';
import { mayStillWrite, updateCustomer } from './update-customer.ts';
import { type RefusedCreate, updateOwnerIfAny, updateTaken } from './update-taken.ts';

/**
 * Creates a customer that neither the ledger nor the search knows. If the customer exists after all, updates it.
 *
 * Where the platform accepts duplicates, a lease on the contacts prevents a second create by another attempt.
 * A create without an answer is never repeated blindly: it leaves a mark, and the next attempt searches first.
 *
 * No create carries a grant that a contact has refused since. Where a lease protects the create, the refusals are read
 * under it. Elsewhere they are read again after the link, before the clocks are recorded.
 */
export async function createCustomer(job: Job, states: readonly ContactState[]): Promise<Outcome> {
  if (job.platform.refusesDuplicates) return createUnder(await heeding(job), states, undefined);
  const pendingRecord = job.newCustomers.announce();
  try {
    const lease = await leaseUnknownContacts(job, states);
    const heeded = await heeding(job).catch(async (error: unknown) => {
      await endCreate(job, states, lease, marksOf(states));
      throw error;
    });
    return await createUnder(heeded, states, { lease, pendingRecord });
  } finally {
    pendingRecord.cancel();
  }
}

/** The job without the grants that its contacts have refused since. */
async function heeding(job: Job): Promise<Job> {
  const { fitted, signup } = job;
  if (!raises(fitted.facts)) return job;
  const facts = await withRefusals(job, fitted.facts, signup.contacts);
  return { ...job, fitted: { ...fitted, facts } };
}

/** What a create holds while no other attempt may create with the same contacts. */
interface ExclusiveCreate {
  readonly lease: Lease;
  readonly pendingRecord: PendingRecord;
}

async function createUnder(
  job: Job,
  states: readonly ContactState[],
  exclusive: ExclusiveCreate | undefined,
): Promise<Outcome> {
  const startedAt = job.now();
  let created: Created;
  try {
    created = await job.platform.create(job.fitted);
  } catch (error) {
    exclusive?.pendingRecord.cancel();
    const refused = { states, lease: exclusive?.lease, marks: marksOf(states) };
    return afterFailedCreate(job, { ...refused, tookMs: job.now() - startedAt }, error);
  }
  return afterCreate(job, states, exclusive, created);
}

async function afterCreate(
  job: Job,
  states: readonly ContactState[],
  exclusive: ExclusiveCreate | undefined,
  { id, remaining, updatedAt }: Created,
): Promise<Outcome> {
  const { fitted } = job;
  const late = await updateRemaining(job, id, remaining);
  // The shop may still write the update: the lease on the contacts blocks other attempts until it runs out.
  if (late.error && mayStillWrite(late.error)) throw late.error;
  const written = late.error
    ? fitted.facts.filter((fact) => !remaining.includes(fact))
    : fitted.facts;
  const createdAt = late.updatedAt ?? updatedAt;
  const isNewHere = await recordCustomer(job, states, exclusive, {
    customerId: id,
    clocks: noteCreate(advance(job.remembered, written), id, createdAt),
    refusalDays: job.refusalDays,
  });
  if (late.error) throw late.error;
  // Another attempt has found and written this customer since the create: compare field by field.
  if (!isNewHere) {
    const { contacts } = job.signup;
    const shared = { contacts, isNew: true, createdAt };
    const outcome = await updateCustomer(job, id, shared).catch(async (error: unknown) => {
      // If the record counted as foreign, a yes would be held back.
      await job.ledger.noteCreated(job.signup.store, id, createdAt ?? job.now());
      throw error;
    });
    return { ...outcome, outcome: 'created' };
  }
  return { outcome: 'created', customerId: id, unheld: [...fitted.unheld, ...late.unheld] };
}

/**
 * Records the clocks first, then the contacts that lead to them. While the contacts are leased, no other attempt can have
 * found the customer, so no check is needed. If the lease was lost meanwhile, another attempt may have.
 *
 * Without a lease, a create that raised a consent is linked first. A refusal then finds the link, or is found here. The
 * clocks are recorded last. After a crash in between, the next attempt finds none and reads the refusals itself.
 *
 * @returns false when the customer has to be compared field by field. Either another attempt has found and written it
 * since the create, or one of its contacts has refused.
 */
async function recordCustomer(
  job: Job,
  states: readonly ContactState[],
  exclusive: ExclusiveCreate | undefined,
  newCustomer: NewCustomer,
): Promise<boolean> {
  const { ledger, signup, fitted } = job;
  const { customerId, clocks, refusalDays } = newCustomer;
  const add = (): Promise<boolean> =>
    ledger.addCustomer(signup.store, customerId, clocks, refusalDays);
  const contacts = states.map(({ contact }) => contact);
  if (!exclusive) {
    const link = (): Promise<boolean> => ledger.linkContacts(signup.store, contacts, customerId);
    if (!raises(fitted.facts)) {
      const isNewHere = await add();
      await link();
      return isNewHere;
    }
    if (!(await link())) {
      await unlinkOthers(job, contacts, customerId);
      await link();
    }
    const facts = await withRefusals(job, fitted.facts, signup.contacts);
    return facts === fitted.facts && (await add());
  }
  await exclusive.pendingRecord.add(signup.store, newCustomer);
  if (await ledger.endLease(signup.store, contacts, exclusive.lease, { customerId })) return true;
  // A refusal may have come while no lease kept it out.
  return (await add()) && !raises(fitted.facts);
}

/**
 * The shop accepts a contact only once. So after a create, no other customer has one of its contacts there: a customer that
 * the ledger knows by it was deleted, or never got it in the shop. What that customer refused stays on the contact.
 */
async function unlinkOthers(
  job: Job,
  contacts: readonly Contact[],
  customerId: string,
): Promise<void> {
  for (const state of await job.ledger.readContacts(job.signup.store, contacts)) {
    const other = state.customerId;
    if (other === undefined || other === customerId) continue;
    await unlink(job, state.contact, other, job.now() + SEARCH_LAG_MS);
  }
}

/**
 * Writes the facts that the create call could not carry. No other attempt can write the customer yet: the contacts are
 * leased. An error is returned, not thrown, because the customer exists already and must be recorded.
 */
async function updateRemaining(
  { platform, now }: Job,
  id: string,
  remaining: readonly Fact[],
): Promise<Updated & { readonly error?: unknown }> {
  if (remaining.length === 0) return { unheld: [] };
  try {
    const updated = await platform.update(id, remaining);
    return { updatedAt: now(), ...updated };
  } catch (error) {
    return { unheld: [], updatedAt: now(), error };
  }
}

async function afterFailedCreate(
  job: Job,
  refused: RefusedCreate,
  error: unknown,
): Promise<Outcome> {
  const { states, lease, marks } = refused;
  const verdict = error instanceof PlatformError ? error.verdict : undefined;
  if (verdict?.kind === 'taken') return updateTaken(job, refused);
  if (verdict?.kind === 'final' && verdict.isUnknown) {
    const outcome = await updateOwnerIfAny(job, refused);
    if (outcome) return outcome;
    // A refusal of this event would wait for the mark to pass.
    await endCreate(job, states, lease, { ...marks, takenSince: undefined });
    throw error;
  }
  const creatingSince = verdict?.kind === 'ambiguous' ? job.now() : marks.creatingSince;
  await endCreate(job, states, lease, { ...marks, creatingSince });
  throw error;
}
