import type { Contact } from '../event/signup.ts';
import { RejectedError, WaitError } from '../event/errors.ts';
import { endCreate, SEARCH_LAG_MS } from './contact-leases.ts';
import type { Job, Outcome } from './job.ts';
import type { ContactMarks, ContactState, Lease } from './ledger-port.ts';
import { type Hit, PlatformError } from './platform-port.ts';
import { resolveConflict } from './resolve-conflict.ts';
import { sightingOf } from './unverified-hits.ts';
import { updateFound } from './update-found.ts';

/** A mark `takenSince` that is older than this is ignored, in milliseconds: the contact may have another owner by now. */
const TAKEN_MARK_MS = 600_000;

/** A create that the platform refused. */
export interface RefusedCreate {
  /** The contacts of the create, before it. */
  readonly states: readonly ContactState[];
  readonly lease: Lease | undefined;
  readonly marks: ContactMarks;
  /** How long the create took, in milliseconds. */
  readonly tookMs: number;
}

/** With less time than this no search starts, in milliseconds. */
const LEAST_SEARCH_MS = 3_000;

/**
 * A create that was refused in words that no table knows may be a duplicate: one search tells. If the time does not
 * suffice, the refusal is marked on the contacts. Then the next attempt searches before its create, and needs no more.
 *
 * @returns `undefined` if no customer has one of the contacts: the refusal is final.
 * @throws WaitError the function has no time left for the search.
 */
export async function updateOwnerIfAny(
  job: Job,
  refused: RefusedCreate,
): Promise<Outcome | undefined> {
  const { states, lease, marks, tookMs } = refused;
  if (isTaken(marks, job.now())) return undefined;
  // The search of one contact takes about as long as the create. So does what follows it.
  const needMs = Math.max(LEAST_SEARCH_MS, tookMs * (states.length + 1));
  if (job.sendingUntil - job.now() >= needMs) return updateOwner(job, refused);
  await endCreate(job, states, lease, asTaken(marks, job.now()));
  throw new WaitError(
    'the function has no time left to search for the customer of a refused create',
  );
}

/** Whether the platform lately refused a create with this contact, and no search has shown a customer. */
export const isTaken = ({ takenSince = -Infinity }: ContactMarks, now: number): boolean =>
  takenSince > now - TAKEN_MARK_MS;

/** The marks of contacts whose create was refused. A refusal of long ago does not count. */
const asTaken = (marks: ContactMarks, now: number): ContactMarks =>
  isTaken(marks, now) ? marks : { ...marks, takenSince: now };

/** Searches once for the customer that has one of the contacts, and updates it. @returns `undefined` if there is none. */
async function updateOwner(
  job: Job,
  { states, lease, marks }: RefusedCreate,
): Promise<Outcome | undefined> {
  const found = await findTaken(job, states).catch(async (error: unknown) => {
    // The next attempt searches before it creates.
    const isOver = error instanceof RejectedError;
    await endCreate(job, states, lease, isOver ? marks : asTaken(marks, job.now()));
    throw error;
  });
  if (found === undefined) return undefined;
  await endCreate(job, states, lease, marks);
  return updateFound(job, found.id, states, found.hits);
}

/** Finds and updates the customer that has one of the contacts already, according to the platform. */
export async function updateTaken(job: Job, refused: RefusedCreate): Promise<Outcome> {
  const { states, lease, marks } = refused;
  const { now } = job;
  const outcome = await updateOwner(job, refused);
  if (outcome) return outcome;
  const ageMs = now() - (marks.takenSince ?? now());
  await endCreate(job, states, lease, asTaken(marks, now()));
  if (ageMs >= SEARCH_LAG_MS && ageMs < TAKEN_MARK_MS)
    await giveUp(
      job,
      states.map(({ contact }) => contact),
    );
  throw new PlatformError(
    { kind: 'again' },
    'the shop says that the contact is taken, but its search shows no customer with it yet',
  );
}

interface TakenBy {
  readonly id: string;
  readonly hits: readonly Hit[];
}

async function findTaken(job: Job, states: readonly ContactState[]): Promise<TakenBy | undefined> {
  const contacts = states.map(({ contact }) => contact);
  const { hits } = sightingOf(await job.platform.find(contacts), job.signup);
  const ids = new Set(hits.map((hit) => hit.id));
  if (ids.size > 1) return resolveConflict(job, states);
  const [id] = ids;
  return id === undefined ? undefined : { id, hits };
}

/** Another attempt may have created the customer just now, so that only the ledger knows it. */
async function giveUp({ ledger, signup }: Job, contacts: readonly Contact[]): Promise<void> {
  const states = await ledger.readContacts(signup.store, contacts);
  if (states.some(({ customerId }) => customerId !== undefined)) {
    throw new WaitError('another event of the same person was just delivered');
  }
  throw new RejectedError(
    'contact_taken',
    'the shop says that the e-mail or the phone belongs to a customer, but its search shows none. Search the shop by hand, correct the customer or the event, then replay',
  );
}
