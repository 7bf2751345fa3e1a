import { WaitError } from '../event/errors.ts';
import type { Contact } from '../event/signup.ts';
import { advance, newerFacts } from './field-clocks.ts';
import { type Job, leaseOf, type Outcome } from './job.ts';
import type { Lease } from './ledger-port.ts';
import type { LeftOut } from '../event/left-out.ts';
import {
  type Clocks,
  type Fact,
  PlatformError,
  type Shown,
  type Updated,
} from './platform-port.ts';
import { refuseByUnproven } from './proven.ts';
import { keepDenials, raises, withRefusals } from './refusals.ts';
import {
  hasFieldClocks,
  hidesLaterNo,
  type Look,
  mayBeInCreation,
  noteCreate,
  noteWrite,
  observe,
  TRIED,
  withoutContradicted,
  withoutKnown,
} from './shop-state.ts';
import { keepNewer } from './keep-newer.ts';
import { allowedFacts } from './trust.ts';

/** What an attempt knows about the contacts of the customer that it updates. */
export interface SharedContacts {
  /** The contacts of the event that the customer has. */
  readonly contacts: readonly Contact[];
  /** Whether this attempt has linked or leased one of them: it may bring refusals along. */
  readonly isNew?: boolean;
  /** The search result of this attempt. */
  readonly shown?: Shown | undefined;
  /** When the shop says that this attempt created the customer. Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  /** When a create with one of them was sent that got no answer. Milliseconds since the epoch. */
  readonly creatingSince?: number | undefined;
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
  found: SharedContacts,
): Promise<Outcome> {
  const { signup, ledger, prefetched } = job;
  const shared = withShown(found, signup.contacts);
  refuseByUnproven(signup, shared.contacts);
  const { facts: allowed, leftOut } = allowedFacts(signup, job.fitted.facts, shared.contacts);
  const fitted = { ...job.fitted, facts: allowed };
  if (leftOut.length > 0 && shared.isNew !== true && (await isKnown(job, id, allowed))) {
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, leftOut };
  }
  const lease = leaseOf(job);
  const { customer } = prefetched ?? {};
  const atCreation = customer?.id === id && customer.isNewCustomer ? customer.clocks : undefined;
  const known = await ledger.leaseCustomer(signup.store, id, lease, atCreation);
  if (known === undefined) {
    throw new WaitError('another event of the same customer is in progress');
  }
  const leased = { ...noteCreate({}, id, shared.createdAt), ...known };
  const plan = await planUpdate(job, allowed, { id, lease, leased, shared });
  const all = [...leftOut, ...plan.leftOut];
  const kept = all.length > 0 ? { leftOut: all } : {};
  const clocks = { ...job.remembered, ...plan.clocks };
  if (plan.facts.length === 0) {
    // Costs one write, like a release, and keeps clocks that only the shared record of new customers holds.
    await ledger.saveClocks(signup.store, id, lease, plan.clocks, job.refusalDays);
    return { outcome: 'unchanged', customerId: id, unheld: fitted.unheld, ...kept };
  }
  const updated = await attemptUpdate(job, plan.facts, { id, lease, leased });
  const advanced = advance(clocks, plan.facts);
  const written =
    updated.isWritten === false
      ? advanced
      : noteWrite(advanced, plan.facts, updated.updatedAt ?? job.now());
  if (!(await ledger.saveClocks(signup.store, id, lease, written, job.refusalDays))) {
    throw new WaitError('the lease ran out during the update; the next attempt compares again');
  }
  const { unheld } = updated;
  return { outcome: 'updated', customerId: id, unheld: [...fitted.unheld, ...unheld], ...kept };
}

/** A search by one contact can lag behind, while a search by the other already shows the record with both. */
function withShown(shared: SharedContacts, contacts: readonly Contact[]): SharedContacts {
  const onRecord = shared.shown?.contacts ?? [];
  const isOnRecord = (contact: Contact): boolean =>
    onRecord.some(({ kind, value }) => kind === contact.kind && value === contact.value);
  return { ...shared, contacts: unique([...shared.contacts, ...contacts.filter(isOnRecord)]) };
}

/** A fact that is left out gets no clock, so no prefetch shows a repetition. This read keeps it free of writes. */
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

/** Facts that an update writes, facts that it leaves out, and the clocks after its look at the shop. */
interface Plan {
  readonly facts: readonly Fact[];
  readonly leftOut: readonly LeftOut[];
  readonly clocks: Clocks;
}

interface Planned extends LeasedCustomer {
  readonly shared: SharedContacts;
  /** What this attempt has read of the record under its lease. */
  readonly look?: Shown | undefined;
}

/**
 * Plans an update from the facts that are newer than the clocks. Before a consent is raised, the shop's own record and
 * the remembered refusals are read. The person may have said no there, or by a contact that had no customer yet.
 */
async function planUpdate(job: Job, allowed: readonly Fact[], planned: Planned): Promise<Plan> {
  const { id, lease, leased, shared } = planned;
  try {
    const kept = await keepNewer(job, newerFacts(allowed, leased), { ...planned, ...shared });
    const open = withoutKnown(kept.facts, kept.clocks);
    const known = { ...open, leftOut: [...kept.leftOut, ...open.leftOut] };
    if (raises(known.facts)) {
      return await planGrant(job, known, { ...planned, leased: kept.clocks, look: kept.shown });
    }
    let seen = hasFieldClocks(leased) ? undefined : shared.shown;
    if (hidesLaterNo(known.facts, leased, job.now())) {
      seen = kept.shown ?? (await job.platform.read(id));
    }
    const clocks = seen ? observe(kept.clocks, lookOf(job, planned, seen)) : kept.clocks;
    if (shared.isNew !== true) return { ...known, clocks };
    const facts = newerFacts(await withRefusals(job, known.facts, shared.contacts), clocks);
    return { ...known, facts, clocks };
  } catch (error) {
    if (error instanceof PlatformError && error.verdict.kind === 'gone') {
      await forget(job, id, leased);
    } else {
      await job.ledger.releaseCustomer(job.signup.store, id, lease, leased[TRIED]?.time);
    }
    throw error;
  }
}

/** The search result may be stale by now, unless the ledger has never written this customer. */
async function planGrant(job: Job, known: Plan, planned: Planned): Promise<Plan> {
  const { id, leased, shared } = planned;
  const found = planned.look ?? (hasFieldClocks(leased) ? undefined : shared.shown);
  const look = lookOf(job, planned, found ?? (await job.platform.read(id)));
  if (job.platform.refusesDuplicates && mayBeInCreation(known.facts, leased, look)) {
    throw new PlatformError(
      { kind: 'again', retryAfterMs: 2_000 },
      'the shop wrote this customer a moment ago; waiting until its creator, if it is the relay, has recorded it',
    );
  }
  const clocks = observe(leased, look);
  const sifted = withoutContradicted(job.signup, known.facts, {
    look,
    before: leased,
    clocks,
    canChangeContacts: !job.platform.refusesDuplicates,
  });
  const contacts = [...shared.contacts, ...look.shown.contacts];
  const facts = await withRefusals(job, sifted.facts, unique(contacts));
  return {
    facts: newerFacts(facts, sifted.clocks),
    leftOut: [...known.leftOut, ...sifted.leftOut],
    clocks: sifted.clocks,
  };
}

const lookOf = (job: Job, { id, shared }: Planned, shown: Shown): Look => ({
  id,
  shown,
  at: job.now(),
  creatingSince: shared.creatingSince,
});

const unique = (contacts: readonly Contact[]): readonly Contact[] => [
  ...new Map(contacts.map((contact) => [`${contact.kind} ${contact.value}`, contact])).values(),
];

/** The customer was deleted in the shop. Its refusals stay on its contacts. */
async function forget(job: Job, id: string, clocks: Clocks): Promise<void> {
  const { ledger, signup } = job;
  await keepDenials(job, signup.contacts, clocks);
  await ledger.forgetCustomer(signup.store, id, signup.contacts);
}

async function attemptUpdate(
  job: Job,
  facts: readonly Fact[],
  { id, lease, leased }: LeasedCustomer,
): Promise<Updated> {
  const { platform, ledger, signup } = job;
  const writes: number[] = [];
  try {
    return await platform.update(id, facts, () => writes.push(job.now()));
  } catch (error) {
    if (error instanceof PlatformError && error.verdict.kind === 'gone') {
      await forget(job, id, leased);
    } else if (!mayStillWrite(error)) {
      // The end of the lease would else hide the write of an attempt that was killed before.
      const triedAt = mayHaveWritten(error, writes.length) ? writes[0] : leased[TRIED]?.time;
      await ledger.releaseCustomer(signup.store, id, lease, triedAt);
    }
    throw error;
  }
}

/**
 * Whether an update that failed may have changed the record. The calls before the last one did. Of the last one, every
 * other answer says that the shop did not write.
 *
 * @param writes how many calls that write were begun.
 */
export const mayHaveWritten = (error: unknown, writes: number): boolean =>
  writes > 1 ||
  (writes === 1 &&
    error instanceof PlatformError &&
    error.verdict.kind === 'again' &&
    error.verdict.isUnwritten !== true);

/** Whether the shop may still write. If so, the lease is left to run out: a newer event must not be overwritten. */
export const mayStillWrite = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.verdict.kind === 'again' &&
  error.verdict.mayStillWrite === true;
