import { WaitError } from '../event/errors.ts';
import type { NormalSignup } from '../event/signup.ts';
import type { GivenJob, Outcome, Skipped } from './job.ts';
import type { Ledger } from './ledger-port.ts';
import { PlatformError } from './platform-port.ts';
import { updateCustomer } from './update-customer.ts';

/**
 * Delivers an event that names its customer by the source's own id. No shop knows these ids, so the ledger leads to the
 * customer, as an earlier event of the same source with a contact left it.
 *
 * An unknown id is looked up as often and as long as an unknown customer: that earlier event may come later.
 *
 * @throws WaitError it has to wait. @throws PlatformError the platform did not accept it.
 */
export async function deliverByVendorId(given: GivenJob): Promise<Outcome | Skipped> {
  const { signup, ledger, gaveUpFinding } = given;
  const { store, vendorId } = signup;
  if (vendorId === undefined) throw new Error('an event without a contact has an id of its source');
  const customerId = await ledger.findByVendorId(store, vendorId);
  if (customerId === undefined) return whileUnknown(given);
  try {
    const outcome = await updateCustomer({ ...given, remembered: {} }, customerId, {
      contacts: [],
    });
    await ledger.keepVendorId(store, vendorId);
    return outcome;
  } catch (error) {
    // The customer was deleted in the shop, and may be made anew.
    const isGone = error instanceof PlatformError && error.verdict.kind === 'gone';
    if (isGone && gaveUpFinding) return whileUnknown(given);
    throw error;
  }
}

function whileUnknown({ gaveUpFinding }: GivenJob): Skipped {
  if (!gaveUpFinding) {
    throw new WaitError('no customer is known by this id of the source yet', { isAttempt: true });
  }
  return {
    outcome: 'skipped',
    why: 'no event of this source with a contact has named this customer within 35 days; switch on its topics of new and changed customers, at Shopify customers/create and customers/update',
  };
}

/** Remembers whom the events of a source are about, for later events that hold the source's id only. */
export async function rememberVendorIds(
  ledger: Pick<Ledger, 'rememberVendorId'>,
  signups: readonly NormalSignup[],
  outcomes: readonly (Outcome | Skipped)[] | undefined,
): Promise<void> {
  for (const [at, { store, vendorId, contacts, time }] of signups.entries()) {
    const outcome = outcomes?.[at];
    if (vendorId === undefined || outcome === undefined || outcome.outcome === 'skipped') continue;
    const { customerId } = outcome;
    await ledger.rememberVendorId(store, vendorId, { customerId, contacts, time });
  }
}
