import { WaitError } from '../event/errors.ts';
import { advance, newerFacts } from './field-clocks.ts';
import { type Job, leaseOf, type Outcome } from './job.ts';
import type { Lease } from './ledger-port.ts';
import { type Fact, PlatformError, type Updated } from './platform-port.ts';

/**
 * Writes the facts that are newer than the clocks, under a lease on the customer. Without the lease, a slow write of an
 * older fact could land after the write of a newer one.
 *
 * @throws WaitError another attempt is writing this customer.
 * @throws PlatformError the platform did not accept it; the clocks stay unchanged, so the next attempt repeats it.
 */
export async function updateCustomer(job: Job, id: string): Promise<Outcome> {
  const { signup, fitted, ledger, prefetched } = job;
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
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld };
  }
  const { unheld } = await attemptUpdate(job, id, facts, lease);
  if (!(await ledger.saveClocks(signup.store, id, lease, advance(clocks, facts)))) {
    throw new WaitError('the lease ran out during the update; the next attempt compares again');
  }
  return { outcome: 'updated', customerId: id, unheld: [...fitted.unheld, ...unheld] };
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
