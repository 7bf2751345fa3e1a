import type { Store } from '../../generated/types.ts';
import { UsageError } from '../usage-error.ts';
import { type Journal, stateOf } from './journal.ts';
import type { People } from './people.ts';
import { IN_FLIGHT_MS, type ProbeCalls } from './probe-calls.ts';
import type { ProbeDialect } from './probe-shop.ts';

export interface ProbeOptions {
  /** Name of the store. */
  readonly name: string;
  readonly store: Store;
  readonly people: People;
  readonly journal: Journal;
  /** Allows a shop with more than 200 customers. */
  readonly isTestShop: boolean;
}

/** A shop with more customers looks like one in use. */
const MOST_CUSTOMERS = 200;

/** People that a run invents at most: of a large shop, only these are searched. */
const SEARCHED = 5;

interface PreflightDeps {
  readonly dialect: ProbeDialect;
  readonly calls: ProbeCalls;
  readonly journal: Journal;
}

/** A customer with one of the invented contacts. */
interface Owner {
  readonly id: string;
  readonly emails: readonly string[];
}

/**
 * Looks before anything is written: whether the shop is one for tests, and free of the invented people. Customers of a
 * run that was killed are recognised, and become this run's.
 *
 * @throws UsageError the shop must not be probed.
 */
export async function refuseUnfitShop(options: ProbeOptions, deps: PreflightDeps): Promise<void> {
  const { name, isTestShop } = options;
  const { journal, dialect, calls } = deps;
  await dialect.check(calls.call);
  const owners = await ownersIn(options, deps);
  if (owners === 'many' && !isTestShop) {
    throw new UsageError(
      `${name} has more than ${MOST_CUSTOMERS} customers, as a shop in use has. Nothing was written. Probe a test shop, or add --yes-this-is-a-test-shop.`,
    );
  }
  const found = owners === 'many' ? await searchOwners(options, deps) : owners;
  const others = adopt(found, journal);
  if (others.size === 0) return;
  throw new UsageError(
    `${name} has ${others.size === 1 ? 'a customer' : `${others.size} customers`} with an e-mail or a phone of the invented people already. Nothing was written. Remove them, or give another --domain, --phones and --file.`,
  );
}

/** Where no search showed a customer within a minute, waiting longer proves nothing. Milliseconds. */
const LONGEST_LAG_MS = 60_000;

interface WaitDeps extends PreflightDeps {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Beginning of this run, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * Looks again for creates without a known end, when the shop must show them by now. One that it still does not show was
 * never carried out.
 */
export async function adoptLate(options: ProbeOptions, deps: WaitDeps): Promise<void> {
  const { journal, now, sleep, startedAt } = deps;
  const { open, done } = stateOf(journal.lines());
  if (open.length === 0) return;
  const lagMs = done.get('create')?.facts.searchLagMs ?? null;
  const shownAt = startedAt + IN_FLIGHT_MS + (lagMs ?? LONGEST_LAG_MS);
  await sleep(Math.max(0, shownAt - now()));
  const owners = await ownersIn(options, deps);
  adopt(owners === 'many' ? await searchOwners(options, deps) : owners, journal);
  if (lagMs === null) return;
  for (const { number } of stateOf(journal.lines()).open) journal.write({ refused: number });
}

/** Customers with the e-mail of a create without a known end are the probe's own. @returns all others that are not. */
function adopt(found: readonly Owner[], journal: Journal): ReadonlyMap<string, Owner> {
  const { ids, open } = stateOf(journal.lines());
  const others = new Map(found.map((owner) => [owner.id, owner]));
  for (const id of ids) others.delete(id);
  for (const { number, email } of open) {
    const mine = [...others.values()].find(({ emails }) => emails.includes(email.toLowerCase()));
    if (!mine) continue;
    journal.write({ made: number, id: mine.id });
    others.delete(mine.id);
  }
  return others;
}

/** Reads all customers of a small shop. */
async function ownersIn(
  { people }: ProbeOptions,
  { dialect, calls }: PreflightDeps,
): Promise<readonly Owner[] | 'many'> {
  const owners: Owner[] = [];
  let read = 0;
  let after: string | undefined;
  do {
    const page = await dialect.listPage(calls.call, after);
    read += page.customers.length;
    if (read > MOST_CUSTOMERS || (page.total ?? 0) > MOST_CUSTOMERS) return 'many';
    for (const { id, contacts } of page.customers) {
      if (contacts.some(people.owns)) owners.push(ownerOf(id, contacts));
    }
    if (page.next === after) break;
    after = page.next;
  } while (after !== undefined);
  return owners;
}

/** Searches the e-mails of the first people in a large shop. */
async function searchOwners(
  { people }: ProbeOptions,
  { dialect, calls, journal }: PreflightDeps,
): Promise<readonly Owner[]> {
  const owners = new Map<string, Owner>();
  const { last } = stateOf(journal.lines());
  for (let number = 1; number <= Math.max(SEARCHED, last); number++) {
    const { email } = people.person(number);
    const { body } = await calls.call(
      dialect.search(dialect.platform === 'shopline' ? 'query' : 'email', email),
    );
    for (const { id, contacts } of dialect.contactsIn(body)) {
      if (contacts.some(people.owns)) owners.set(id, ownerOf(id, contacts));
    }
  }
  return [...owners.values()];
}

const ownerOf = (
  id: string,
  contacts: readonly { readonly kind: string; readonly value: string }[],
): Owner => ({
  id,
  emails: contacts.flatMap(({ kind, value }) => (kind === 'email' ? [value.toLowerCase()] : [])),
});
