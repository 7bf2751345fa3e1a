import { WaitError } from '../event/errors.ts';
import type { Contact } from '../event/signup.ts';
import { isNewer } from './field-clocks.ts';
import { type Job, LEASE_MS, LOOKING, type Skipped } from './job.ts';
import type { Lease } from './ledger-port.ts';
import type { Clocks, Shown } from './platform-port.ts';
import { keepDenials } from './refusals.ts';
import {
  CREATION_MS,
  lastWriteOf,
  type Look,
  observe,
  SHOP,
  SKEW_MS,
  TRIED,
  UNANSWERED_MS,
} from './shop-state.ts';

/** The shop's own record of a customer, which the shop has posted after a change. */
export interface ShopRecord {
  readonly store: string;
  readonly customerId: string;
  readonly isRemoved: boolean;
  readonly shown: Shown;
  /** The kinds of contacts that the record tells. What it leaves out is not known. */
  readonly kinds: readonly Contact['kind'][];
}

/** Beside the knowledge of `shop-state.ts`: the record's time in the newest webhook, and the end of the record. */
const SAW = 'shop:saw';
const REMOVED = 'shop:removed';

type RecordJob = Pick<Job, 'ledger' | 'now' | 'holder' | 'refusalDays'>;

/**
 * Notes what the shop says about a customer, as a look at its record does, and writes nothing to the shop. Safe to
 * repeat, and in any order: a record that is older than the last write or the last webhook changes nothing.
 *
 * @throws WaitError another attempt is writing this customer, or may be creating it.
 */
export async function takeShopRecord(record: ShopRecord, job: RecordJob): Promise<Skipped> {
  const { store, customerId, shown } = record;
  const states = await job.ledger.readContacts(store, shown.contacts);
  const isLinked = states.some((state) => state.customerId === customerId);
  const known = await job.ledger.readClocks(store, customerId);
  if (Object.keys(known).length === 0) {
    const isLeased = states.some(({ leasedUntil = 0 }) => leasedUntil > job.now());
    if (isLeased || (!record.isRemoved && isYoung(shown, job.now()))) {
      throw new WaitError('the relay may be creating this customer now');
    }
    if (!isLinked) return takeUnknown(record, job);
  }
  const why = whyNoNews(known, { id: customerId, shown, at: job.now() });
  if (why !== undefined && !record.isRemoved) {
    // Clocks only grow, so no lease is needed to know this.
    await moveContacts(record, known, job);
    return said(why);
  }
  const lease: Lease = { holder: `${LOOKING}${job.holder}`, until: job.now() + LEASE_MS };
  const clocks = await job.ledger.leaseCustomer(store, customerId, lease);
  if (clocks === undefined) {
    throw new WaitError('another event of the same customer is in progress');
  }
  const taking = record.isRemoved ? forgetRemoved : noteRecord;
  try {
    return await taking(record, { ...job, lease, clocks });
  } finally {
    // Does nothing where the clocks were saved. A write whose answer never came must stay known.
    await job.ledger.releaseCustomer(store, customerId, lease, clocks[TRIED]?.time);
  }
}

/**
 * The ledger holds no state that a stored no could differ from, and most customers have never been asked. So only a no
 * whose author the shop names counts. It is remembered on the contacts, for the case that the customer comes.
 */
async function takeUnknown(
  { store, shown, isRemoved }: ShopRecord,
  job: RecordJob,
): Promise<Skipped> {
  const denials = isRemoved ? {} : unsubscribedIn(shown, job.now());
  await keepDenials({ ...job, signup: { store } }, shown.contacts, denials);
  const refused = Object.keys(denials);
  return said(
    refused.length > 0
      ? `the ledger does not know this customer; it remembers on the contacts that the shop shows a refusal: ${refused.join(', ')}`
      : 'the ledger does not know this customer',
  );
}

interface LeasedJob extends RecordJob {
  readonly lease: Lease;
  readonly clocks: Clocks;
}

async function noteRecord(
  record: ShopRecord,
  { ledger, now, refusalDays, lease, clocks }: LeasedJob,
): Promise<Skipped> {
  const { store, customerId, shown } = record;
  const look = { id: customerId, shown, at: now() };
  const why = whyNoNews(clocks, look);
  const gone = await moveContacts(record, clocks, { ledger });
  if (why !== undefined) return said(why);
  const noted = noteNews(clocks, look, gone);
  await save(ledger.saveClocks(store, customerId, lease, noted, refusalDays));
  return said(describe(clocks, noted, gone));
}

/** @throws WaitError the clocks were not saved. */
async function save(saving: Promise<boolean>): Promise<void> {
  if (await saving) return;
  throw new WaitError('the lease ran out; the next attempt compares again');
}

/** Also after an own write: only so the ledger knows later which contact is gone. */
async function moveContacts(
  { store, customerId, shown, kinds }: ShopRecord,
  clocks: Clocks,
  { ledger }: Pick<RecordJob, 'ledger'>,
): Promise<readonly Contact['kind'][]> {
  const { contacts, updatedAt } = shown;
  if (updatedAt === undefined || isRemovedIn(clocks)) return [];
  return ledger.moveContacts(store, customerId, { contacts, kinds, updatedAt });
}

/** What is new, by the names of clocks and never by value. */
function describe(before: Clocks, after: Clocks, gone: readonly string[]): string {
  const refused = Object.entries(after)
    .filter(([key, { denied }]) => denied === true && after[key] !== before[key])
    .map(([key]) => key);
  const news = [
    ...(refused.length > 0 ? [`the customer refused there: ${refused.join(', ')}`] : []),
    ...(gone.length > 0 ? [`a contact moved: ${gone.join(', ')}`] : []),
  ];
  return news.length > 0
    ? `noted from the shop: ${news.join('; ')}`
    : 'noted from the shop: no refusal and no moved contact';
}

/** The refusals stay on the contacts. Every other event then treats them as those of a former customer. */
async function forgetRemoved(
  { store, customerId, shown }: ShopRecord,
  { ledger, now, refusalDays, lease, clocks }: LeasedJob,
): Promise<Skipped> {
  const denials = Object.fromEntries(
    Object.entries(clocks).filter(([key, { denied }]) => key.startsWith('consent.') && denied),
  );
  await keepDenials({ ledger, refusalDays, signup: { store } }, shown.contacts, denials);
  await ledger.forgetRecord(store, customerId, denials, refusalDays);
  await save(ledger.saveClocks(store, customerId, lease, noteRemoval(clocks, now()), refusalDays));
  await ledger.forgetCustomer(store, customerId, shown.contacts);
  return said('the customer was removed in the shop: its contacts are free, and its refusals stay');
}

const said = (why: string): Skipped => ({ outcome: 'skipped', why });

/** Whether the shop has said that the customer was removed. */
const isRemovedIn = (clocks: Clocks): boolean => clocks[REMOVED] !== undefined;

/** Why the record in a webhook of the shop tells the ledger nothing; undefined where it may. */
function whyNoNews(clocks: Clocks, { id, shown }: Look): string | undefined {
  const { updatedAt } = shown;
  if (isRemovedIn(clocks)) return 'the customer was removed in the shop';
  if (updatedAt === undefined) return 'it does not say when the record was changed';
  if (updatedAt < (clocks[SAW]?.time ?? -Infinity)) return 'a newer webhook of the shop was there';
  const tried = clocks[TRIED]?.time;
  const isPending =
    tried !== undefined &&
    updatedAt >= tried - SKEW_MS &&
    updatedAt <= tried + UNANSWERED_MS + SKEW_MS;
  return isPending || updatedAt <= (lastWriteOf(clocks, id) ?? -Infinity)
    ? 'it shows a write of the relay, or the record before it'
    : undefined;
}

/**
 * The clocks after a webhook of the shop. A contact that the record does not have any more is the shop's newer fact, so an
 * older event does not bring it back.
 *
 * @param gone the kinds of the contacts that the record has lost.
 */
function noteNews(clocks: Clocks, look: Look, gone: readonly string[]): Clocks {
  const time = look.shown.updatedAt ?? look.at;
  const stamp = { time, id: SHOP };
  const moved = gone.filter((kind) => isNewer(stamp, clocks[kind])).map((kind) => [kind, stamp]);
  return { ...observe(clocks, look), ...Object.fromEntries(moved), [SAW]: { time, id: '' } };
}

/** The clocks of a customer who was removed in the shop: a webhook that comes late must not revive it. */
const noteRemoval = (clocks: Clocks, at: number): Clocks => ({
  ...clocks,
  [REMOVED]: { time: at, id: '' },
});

/** What the shop says itself: the consents that were withdrawn there. */
const unsubscribedIn = ({ consents, unsubscribed, updatedAt }: Shown, at: number): Clocks =>
  Object.fromEntries(
    unsubscribed
      .filter((key) => consents[key] === false)
      .map((key) => [key, { time: updatedAt ?? at, id: SHOP, denied: true as const }]),
  );

/** Whether a record is so young that its creator may not have recorded it yet. */
const isYoung = ({ updatedAt }: Shown, now: number): boolean =>
  updatedAt !== undefined && Math.abs(now - updatedAt) < CREATION_MS;
