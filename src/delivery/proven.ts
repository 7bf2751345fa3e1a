import type { LeftOut } from '../event/left-out.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import type { GivenJob } from './job.ts';
import { PlatformError } from './platform-port.ts';
import { rememberRefusals } from './refusals.ts';
import { CHANNEL_CONTACT } from './trust.ts';
import { sightingOf } from './unverified-hits.ts';

const isAmong = (contacts: readonly Contact[], { kind, value }: Contact): boolean =>
  contacts.some((one) => one.kind === kind && one.value === value);

/** The contacts of a signup that its sender has not proven, although it has proven others. */
const unprovenOf = ({ contacts, proven = [] }: NormalSignup): readonly Contact[] =>
  contacts.some((contact) => isAmong(proven, contact))
    ? contacts.filter((contact) => !isAmong(proven, contact))
    : [];

/** A job whose contacts all may lead to its customer, and what was left out for it. */
interface NarrowJob {
  readonly job: GivenJob;
  readonly leftOut: readonly LeftOut[];
}

/**
 * A user who has proven an e-mail may type anybody's phone beside it. Such a phone never leads to its customer. It goes
 * on only if the customer of the proven e-mail has it, or if no customer has either: then this event may create one with
 * both.
 */
export async function withoutUnproven(given: GivenJob): Promise<NarrowJob> {
  const { signup } = given;
  const unproven = unprovenOf(signup);
  if (unproven.length === 0 || given.prefetched?.customer) return { job: given, leftOut: [] };
  const owners = await ownersOf(given);
  const ownerOf = (contact: Contact): string | undefined => owners.get(keyOf(contact));
  const own = (signup.proven ?? []).flatMap((contact) => ownerOf(contact) ?? []);
  const foreign = unproven.filter((contact) => {
    const owner = ownerOf(contact);
    return own.length === 0 ? owner !== undefined : owner === undefined || !own.includes(owner);
  });
  if (foreign.length === 0) return { job: given, leftOut: [] };
  const free = foreign.filter((contact) => ownerOf(contact) === undefined);
  await rememberRefusals(
    given,
    free.map((contact) => ({ contact })),
  );
  const contacts = foreign.map((contact): LeftOut => ({
    path: contact.kind,
    rule: free.includes(contact) ? 'anonymous_contact' : 'contact_of_another',
  }));
  return narrowed(given, foreign, contacts);
}

const keyOf = ({ kind, value }: Contact): string => `${kind} ${value}`;

/** The customers of the contacts, as ledger and shop know them. */
async function ownersOf({
  signup,
  ledger,
  platform,
}: GivenJob): Promise<ReadonlyMap<string, string | undefined>> {
  const states = await ledger.readContacts(signup.store, signup.contacts);
  const owners = new Map(states.map(({ contact, customerId }) => [keyOf(contact), customerId]));
  const unknown = states.filter(({ customerId }) => customerId === undefined);
  if (unknown.length === 0) return owners;
  const found = await platform.find(unknown.map(({ contact }) => contact));
  const known = (signup.proven ?? []).map((contact) => owners.get(keyOf(contact)));
  const { hits } = sightingOf(found, signup, known[0]);
  for (const { contact, id } of hits) owners.set(keyOf(contact), id);
  return owners;
}

/** The job without some of its contacts, and without the grants that they alone would allow. */
function narrowed(
  given: GivenJob,
  foreign: readonly Contact[],
  contacts: readonly LeftOut[],
): NarrowJob {
  // What was prefetched is about all contacts.
  const { prefetched: _, ...rest } = given;
  const { signup, platform } = given;
  const kinds = new Set<string>(foreign.map(({ kind }) => kind));
  const without = <T extends object>(record: T, isVoid: (key: string) => boolean): T =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all members of a signup's records are optional
    Object.fromEntries(Object.entries(record).filter(([key]) => !isVoid(key))) as T;
  const { customer, consent = {} } = signup.data;
  const voided = (['email', 'sms'] as const).filter(
    (channel) =>
      consent[channel]?.state === 'granted' &&
      kinds.has(CHANNEL_CONTACT[`consent.${channel}`] ?? ''),
  );
  const narrow: NormalSignup = {
    ...signup,
    contacts: signup.contacts.filter((contact) => !isAmong(foreign, contact)),
    data: {
      ...signup.data,
      customer: without(customer, (key) => kinds.has(key)),
      consent: without(consent, (key) => voided.some((channel) => channel === key)),
    },
  };
  const grants = voided.map((channel): LeftOut => ({
    path: `consent.${channel}`,
    rule: 'anonymous_grant',
  }));
  return {
    job: { ...rest, signup: narrow, fitted: platform.fit(narrow) },
    leftOut: [...contacts, ...grants],
  };
}

/**
 * Between the search and now, an unproven contact may have got a customer. Nothing is written to it.
 *
 * @param shared the contacts of the event that the customer has.
 * @throws PlatformError `again`: the next attempt leaves the contact out.
 */
export function refuseByUnproven(
  { proven = [], ...signup }: NormalSignup,
  shared: readonly Contact[],
): void {
  if (unprovenOf({ ...signup, proven }).length === 0) return;
  if (shared.some((contact) => isAmong(proven, contact))) return;
  throw new PlatformError(
    { kind: 'again' },
    'the customer has only a contact that the user has not proven; comparing again',
  );
}
