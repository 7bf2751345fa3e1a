import { WaitError } from '../event/errors.ts';
import type { Contact } from '../event/signup.ts';
import { advance, newerFacts } from './field-clocks.ts';
import { type Job, leaseOf, type Outcome } from './job.ts';
import type { Lease } from './ledger-port.ts';
import { type Fact, PlatformError, type Updated } from './platform-port.ts';
import { allowedFacts } from './trust.ts';

/**
 * Writes the facts that are newer than the clocks, under a lease on the customer. Without the lease, a slow write of an
 * older fact could land after the write of a newer one.
 *
 * @param shared the contacts of the event that the customer has.
 * @throws WaitError another attempt is writing this customer.
 * @throws PlatformError the platform did not accept it; the clocks stay unchanged, so the next attempt repeats it.
 */
export async function updateCustomer(
  job: Job,
  id: string,
  shared: readonly Contact[],
): Promise<Outcome> {
  const { signup, ledger, prefetched } = job;
  const { facts: allowed, leftOut } = allowedFacts(signup, job.fitted.facts, shared);
  const fitted = { ...job.fitted, facts: allowed };
  const kept = leftOut.length > 0 ? { leftOut } : {};
  if (leftOut.length > 0 && (await isKnown(job, id, allowed))) {
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, ...kept };
  }
  const lease = leaseOf(job);
  const { customer } = prefetched ?? {};
  const atCreation = customer?.id === id && customer.isNewCustomer ? customer.clocks : undefined;
  const leased = await ledger.leaseCustomer(signup.store, id, lease, atCreation);
  if (leased === undefined) {
    throw new WaitError('another event of the same customer is in progress');
  }
  const facts = newerFacts(fitted.facts, leased);
  const clocks = { ...job.remembered, ...leased };
  if (facts.length === 0) {
    // Costs one write, like a release, and keeps clocks that only the shared record of new customers holds.
    await ledger.saveClocks(signup.store, id, lease, leased);
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, ...kept };
  }
  const { unheld } = await attemptUpdate(job, id, facts, lease);
  if (!(await ledger.saveClocks(signup.store, id, lease, advance(clocks, facts)))) {
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

async function attemptUpdate(
  { platform, ledger, signup }: Job,
  id: string,
  facts: readonly Fact[],
  lease: Lease,
): Promise<Updated> {
  try {
    return await platform.update(id, facts);
  } catch (error) {
    if (error instanceof PlatformError && error.verdict.kind === 'gone') {
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
