import { WaitError } from '../event/errors.ts';
import type { Contact } from '../event/signup.ts';
import { advance, newerFacts } from './field-clocks.ts';
import { type Job, leaseOf, type Outcome } from './job.ts';
import type { Lease } from './ledger-port.ts';
import { type Clocks, type Fact, PlatformError, type Updated } from './platform-port.ts';
import { keepDenials, raises, withRefusals } from './refusals.ts';
import { allowedFacts } from './trust.ts';

/** What an attempt knows about the contacts of the customer that it updates. */
export interface SharedContacts {
  /** The contacts of the event that the customer has. */
  readonly contacts: readonly Contact[];
  /** Whether this attempt has linked or leased one of them: it may bring refusals along. */
  readonly isNew?: boolean;
}

/**
 * Writes the facts that are newer than the clocks, under a lease on the customer. Without the lease, a slow write of an
 * older fact could land after the write of a newer one.
 *
 * @throws WaitError another attempt is writing this customer.
 * @throws PlatformError the platform did not accept it; the clocks stay unchanged, so the next attempt repeats it.
 */
export async function updateCustomer(
  job: Job,
  id: string,
  shared: SharedContacts,
): Promise<Outcome> {
  const { signup, ledger, prefetched } = job;
  const { facts: allowed, leftOut } = allowedFacts(signup, job.fitted.facts, shared.contacts);
  const fitted = { ...job.fitted, facts: allowed };
  const kept = leftOut.length > 0 ? { leftOut } : {};
  if (leftOut.length > 0 && shared.isNew !== true && (await isKnown(job, id, allowed))) {
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, ...kept };
  }
  const lease = leaseOf(job);
  const { customer } = prefetched ?? {};
  const atCreation = customer?.id === id && customer.isNewCustomer ? customer.clocks : undefined;
  const leased = await ledger.leaseCustomer(signup.store, id, lease, atCreation);
  if (leased === undefined) {
    throw new WaitError('another event of the same customer is in progress');
  }
  const facts = await factsToWrite(job, allowed, { id, lease, leased, shared });
  const clocks = { ...job.remembered, ...leased };
  if (facts.length === 0) {
    // Costs one write, like a release, and keeps clocks that only the shared record of new customers holds.
    await ledger.saveClocks(signup.store, id, lease, leased, job.refusalDays);
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, ...kept };
  }
  const { unheld } = await attemptUpdate(job, facts, { id, lease, leased });
  const advanced = advance(clocks, facts);
  if (!(await ledger.saveClocks(signup.store, id, lease, advanced, job.refusalDays))) {
    throw new WaitError('the lease ran out during the update; the next attempt compares again');
  }
  return { outcome: 'updated', customerId: id, unheld: [...fitted.unheld, ...unheld], ...kept };
}

/** What is left out gets no clock, so no prefetch shows a repetition. This read keeps it free of writes. */
async function isKnown(
  { ledger, signup }: Job,
  id: string,
  facts: readonly Fact[],
): Promise<boolean> {
  const clocks = await ledger.readClocks(signup.store, id);
  return newerFacts(facts, clocks).length === 0;
}

interface LeasedCustomer {
  readonly id: string;
  readonly lease: Lease;
  readonly leased: Clocks;
}

/** The facts that are newer than the clocks. Before a consent is raised, remembered refusals are read. */
async function factsToWrite(
  job: Job,
  allowed: readonly Fact[],
  { id, lease, leased, shared }: LeasedCustomer & { readonly shared: SharedContacts },
): Promise<readonly Fact[]> {
  const facts = newerFacts(allowed, leased);
  if (!raises(facts) && shared.isNew !== true) return facts;
  try {
    return newerFacts(await withRefusals(job, allowed, shared.contacts), leased);
  } catch (error) {
    await job.ledger.releaseCustomer(job.signup.store, id, lease);
    throw error;
  }
}

async function attemptUpdate(
  job: Job,
  facts: readonly Fact[],
  { id, lease, leased }: LeasedCustomer,
): Promise<Updated> {
  const { platform, ledger, signup } = job;
  try {
    return await platform.update(id, facts);
  } catch (error) {
    if (error instanceof PlatformError && error.verdict.kind === 'gone') {
      await keepDenials(job, signup.contacts, leased);
      await ledger.forgetCustomer(signup.store, id, signup.contacts);
    } else if (!mayStillWrite(error)) {
      await ledger.releaseCustomer(signup.store, id, lease);
    }
    throw error;
  }
}

/** Whether the shop may still write. If so, the lease is left to run out: a newer event must not be overwritten. */
export const mayStillWrite = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.verdict.kind === 'again' &&
  error.verdict.mayStillWrite === true;
