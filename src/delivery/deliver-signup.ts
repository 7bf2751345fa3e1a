import { RejectedError, WaitError } from '../event/errors.ts';
import type { Contact } from '../event/signup.ts';
import { marksOf, refuseWhileAmbiguous } from './contact-leases.ts';
import { createCustomer } from './create-customer.ts';
import { advance, isNewer, newerFacts } from './field-clocks.ts';
import type { GivenJob, Job, Outcome, Skipped } from './job.ts';
import type { ContactState } from './ledger-port.ts';
import { type Clocks, PlatformError, type Stamp } from './platform-port.ts';
import { withoutUnproven } from './proven.ts';
import { holdsOnlyRefusals, rememberRefusals } from './refusals.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { allowedFacts } from './trust.ts';
import { updateCustomer } from './update-customer.ts';
import { updateFound } from './update-found.ts';
import { sightingOf, withDuplicates } from './unverified-hits.ts';
import { isTaken } from './update-taken.ts';

/**
 * Brings one signup to one shop: finds the customer, then creates it, updates it or leaves it unchanged.
 *
 * Safe to repeat and to run in parallel. The ledger's leases let one attempt at a time write a customer. Its clocks
 * protect the values of newer events.
 *
 * @throws RejectedError it can never succeed. @throws WaitError it has to wait.
 * @throws PlatformError the platform did not accept it.
 */
export async function deliverSignup(given: GivenJob): Promise<Outcome | Skipped> {
  const { job, leftOut } = await withoutUnproven(given);
  const outcome = await deliverGiven(job);
  if (leftOut.length === 0 || outcome.outcome === 'skipped') return outcome;
  return { ...outcome, leftOut: [...leftOut, ...(outcome.leftOut ?? [])] };
}

async function deliverGiven(given: GivenJob): Promise<Outcome | Skipped> {
  const { signup, platform } = given;
  const unchanged = unchangedByPrefetch(given);
  if (unchanged) return unchanged;
  const states = await statesOf(given);
  const job = await rememberConsent({ ...given, remembered: {} }, states);
  const knownIds = states.flatMap(({ customerId }) => customerId ?? []);
  if (new Set(knownIds).size > 1) return resolveConflict(job, states);
  const [knownId] = knownIds;
  const unknownContacts = states.filter(({ customerId }) => customerId === undefined);
  if (knownId !== undefined && unknownContacts.length === 0) {
    return updateCustomer(job, knownId, {
      contacts: signup.contacts,
      creatingSince: marksOf(states).creatingSince,
    });
  }

  refuseWhileLeased(unknownContacts, job.now());
  const isNew = signup.type === 'customer.signed_up' && knownId === undefined;
  if (
    isNew &&
    platform.refusesDuplicates &&
    !unknownContacts.some(({ creatingSince, takenSince }) => creatingSince ?? takenSince)
  ) {
    return createCustomer(job, unknownContacts);
  }
  // A grant that an older customer's refusal has beaten is said all the same.
  const onlyRefuses = holdsOnlyRefusals(given.fitted);
  return findThenWrite(job, states, { knownId, onlyRefuses });
}

/** The states of the contacts. An update first remembers what it refuses for contacts that lead to no customer. */
async function statesOf(given: GivenJob): Promise<readonly ContactState[]> {
  const { signup, ledger, prefetched } = given;
  const read = (): Promise<readonly ContactState[]> =>
    ledger.readContacts(signup.store, signup.contacts);
  const states = prefetched?.states ?? (await read());
  if (signup.type !== 'customer.updated') return states;
  return (await rememberRefusals(given, states)) ? read() : states;
}

/**
 * If no fact is newer than the prefetched clocks, nothing has to be written. Clocks only grow, so this holds whatever
 * other attempts write now, and no lease is needed.
 */
function unchangedByPrefetch({ prefetched, fitted, signup }: GivenJob): Outcome | undefined {
  const customer = prefetched?.customer;
  if (customer === undefined) return undefined;
  const { facts, leftOut } = allowedFacts(signup, fitted.facts, signup.contacts);
  if (newerFacts(facts, customer.clocks).length > 0) return undefined;
  const kept = leftOut.length > 0 ? { leftOut } : {};
  return { outcome: 'unchanged', customerId: customer.id, unheld: fitted.unheld, ...kept };
}

async function findThenWrite(
  job: Job,
  states: readonly ContactState[],
  { knownId, onlyRefuses }: { readonly knownId: string | undefined; readonly onlyRefuses: boolean },
): Promise<Outcome | Skipped> {
  const { signup, platform } = job;
  const unknownContacts = states.filter(({ customerId }) => customerId === undefined);
  const contacts = unknownContacts.map(({ contact }) => contact);
  const sighting = sightingOf(await platform.find(contacts), signup, knownId);
  const { hits } = sighting;
  const ids = new Set([...(knownId === undefined ? [] : [knownId]), ...hits.map((hit) => hit.id)]);
  // One customer may be deleted by now, and the other be the same person, created again. Only a second search can tell.
  if (ids.size > 1) return job.isRefusal ? refuseEach(job, ids) : resolveConflict(job, states);
  const [id] = ids;
  const shown = hits.flatMap(({ others = [] }) => others);
  if (hits.length > 0) await refuseWhileCreating(job, [...contacts, ...shown]);
  if (id !== undefined) {
    return withDuplicates(await updateFound(job, id, unknownContacts, hits), sighting);
  }
  refuseWhileAmbiguous(unknownContacts, job.now());
  if (signup.type === 'customer.signed_up') {
    return withDuplicates(await createCustomer(job, unknownContacts), sighting);
  }
  if (onlyRefuses && !unknownContacts.some((state) => isTaken(state, job.now()))) {
    return {
      outcome: 'skipped',
      why: 'the shop has no customer with this contact; the refusal is remembered for the case that one comes',
    };
  }
  if (job.gaveUpFinding) {
    throw new RejectedError(
      'customer_not_found',
      'customer.updated names a customer that neither the ledger nor the shop knows; send customer.signed_up first, then replay',
    );
  }
  throw new PlatformError({ kind: 'again' }, 'the shop does not know this customer yet');
}

/** Several customers have the contact by which a person refuses. It stays linked to none of them. */
async function refuseEach(job: Job, ids: ReadonlySet<string>): Promise<Outcome> {
  const { contacts } = job.signup;
  let last: Outcome | undefined;
  for (const id of ids) last = await updateCustomer(job, id, { contacts });
  if (last === undefined) throw new Error('there are several customers');
  return last;
}

/**
 * A customer in the search may have been created a moment ago, by an attempt that is still writing it. That attempt leases
 * the contacts of the create, which may differ from those of this event. Where creates take no lease, nothing is checked.
 */
async function refuseWhileCreating(
  { ledger, signup, platform, now }: Job,
  contacts: readonly Contact[],
): Promise<void> {
  if (platform.refusesDuplicates) return;
  refuseWhileLeased(await ledger.readContacts(signup.store, contacts), now());
}

function refuseWhileLeased(states: readonly ContactState[], now: number): void {
  const until = Math.max(...states.map(({ leasedUntil = 0 }) => leasedUntil));
  if (until > now) {
    throw new WaitError('another event of the same person is in progress');
  }
}

/**
 * Keeps the denials of a person whose customer was deleted in the shop. The next create makes a new customer. An older
 * grant that comes late, or is replayed, must not give a consent.
 */
async function rememberConsent(job: Job, states: readonly ContactState[]): Promise<Job> {
  const formerIds = new Set(states.flatMap(({ formerCustomerId }) => formerCustomerId ?? []));
  let remembered: Clocks = {};
  for (const id of formerIds) {
    remembered = merged(remembered, await job.ledger.readClocks(job.signup.store, id));
  }
  const facts = job.fitted.facts.filter(({ key, stamp }) => !isOlder(stamp, remembered[key]));
  return { ...job, remembered, fitted: { ...job.fitted, facts } };
}

/** Adds the denials of a former customer, the newer one of each key. Grants do not matter here. */
function merged(known: Clocks, former: Clocks): Clocks {
  const denials = Object.entries(former).filter(([, { denied }]) => denied === true);
  const facts = denials.map(([key, stamp]) => ({
    kind: 'parameters' as const,
    key,
    stamp,
    parameters: {},
  }));
  return advance(known, facts);
}

const isOlder = (stamp: Stamp, than: Stamp | undefined): boolean =>
  than !== undefined && isNewer(than, stamp);
