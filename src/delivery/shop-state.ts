import type { LeftOut } from '../event/left-out.ts';
import type { Contact, NormalSignup } from '../event/signup.ts';
import { isNewer, newerFacts } from './field-clocks.ts';
import type { Clocks, Fact, Shown } from './platform-port.ts';
import { CHANNEL_CONTACT, isGrant } from './trust.ts';

/**
 * The ledger's knowledge of the shop's own record, beside the field clocks and in the same item. `wrote` is the
 * record's time after our last write, `tried` the start of a write without an answer. Per consent, `yes` means that the
 * shop showed a grant that no event made. `from` is the earliest time from which a grant counts, or a value of an old list, `out` a grant that was
 * left out. See `take-record.ts` for those of webhooks.
 */
const WROTE = 'shop:wrote';
export const TRIED = 'shop:tried';
const yesOf = (key: string): string => `shop:yes:${key}`;
export const fromOf = (key: string): string => `shop:from:${key}`;
const outOf = (key: string): string => `shop:out:${key}`;

/** Names the refusals that the shop itself shows. */
export const SHOP = 'shop';

/** Whether any event has set a field of this customer. */
export const hasFieldClocks = (clocks: Clocks): boolean =>
  Object.keys(clocks).some((key) => !key.startsWith('shop:'));

/** How far the shop's clock and ours may differ, in milliseconds. */
export const SKEW_MS = 5_000;
/** A write without an answer may still change the record for this long, in milliseconds. */
export const UNANSWERED_MS = 60_000;
/** The mark of a create is set to the end of its attempt: the create was sent at most this long before, in milliseconds. */
const SENDING_MS = 30_000;
/** A MongoDB id begins with the second in which the shop created the record. */
const OBJECT_ID = /^[0-9a-f]{24}$/;

/** A look at the shop's record of a customer. */
export interface Look {
  readonly id: string;
  readonly shown: Shown;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** When a create with one of the contacts was sent that got no answer. Milliseconds since the epoch. */
  readonly creatingSince?: number | undefined;
}

/** Whether the relay itself wrote the record last. */
export function isOurs(clocks: Clocks, { id, shown, creatingSince }: Look): boolean {
  const { updatedAt } = shown;
  if (updatedAt === undefined) return true;
  /** Whether the record was written from so long before this time to so long after it. */
  const isNear = (time: number | undefined, beforeMs: number, afterMs: number): boolean =>
    time !== undefined &&
    updatedAt >= time - beforeMs - SKEW_MS &&
    updatedAt <= time + afterMs + SKEW_MS;
  const born = bornOf(id);
  // The id tells when the shop created the record: an edit after that is no late answer to our create.
  const isUnedited = born === undefined || isNear(born, 0, 0);
  return (
    isNear(lastWriteOf(clocks, id), 0, 0) ||
    isNear(clocks[TRIED]?.time, 0, UNANSWERED_MS) ||
    (isUnedited && isNear(creatingSince, SENDING_MS, UNANSWERED_MS))
  );
}

const bornOf = (id: string): number | undefined => (OBJECT_ID.test(id) ? secondOf(id) : undefined);

/** When the relay wrote the record last, in the shop's clock, as far as the ledger knows. */
export const lastWriteOf = (clocks: Clocks, id: string): number | undefined =>
  clocks[WROTE]?.time ?? (hasFieldClocks(clocks) ? bornOf(id) : undefined);

const secondOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) * 1_000;

/**
 * Whether a write would hide a no of the shop from every look after it. A refusal of long ago replaces a yes, and the
 * person may have said a later no in the shop.
 *
 * @param now milliseconds since the epoch.
 */
export const hidesLaterNo = (facts: readonly Fact[], clocks: Clocks, now: number): boolean =>
  facts.some(({ key, stamp }) => {
    const known = clocks[key];
    return (
      stamp.denied === true &&
      known !== undefined &&
      known.denied !== true &&
      now - stamp.time > SKEW_MS
    );
  });

/**
 * The clocks after a look at the shop's record. A stored no is a refusal in two cases. Either the ledger last saw a
 * yes, or the shop names the author of the no. The refusal counts from the record's own time. A stored yes is noted.
 */
export function observe(clocks: Clocks, { shown, at }: Look): Clocks {
  const observed = new Map(Object.entries(clocks));
  for (const [key, isYes] of Object.entries(shown.consents)) {
    const clock = clocks[key];
    const granted = clock !== undefined && clock.denied !== true ? clock.time : undefined;
    if (isYes) {
      if (granted === undefined) observed.set(yesOf(key), { time: at, id: '' });
      continue;
    }
    const isSaid = shown.unsubscribed.includes(key) && clock?.id !== SHOP;
    if (granted === undefined && !observed.delete(yesOf(key)) && !isSaid) continue;
    // The shop shows this no now, so it follows the yes that was written. The clocks of the senders do not matter.
    const time = Math.max(shown.updatedAt ?? at, granted ?? -Infinity);
    const stamp = { time, id: SHOP, denied: true as const };
    if (isNewer(stamp, clock)) observed.set(key, stamp);
  }
  return Object.fromEntries(observed);
}

/** How long an attempt that creates without a lease may take to record its customer, in milliseconds. */
export const CREATION_MS = 15_000;

/**
 * Whether another attempt may be creating this customer without a lease. Then the ledger has no clocks yet, and the
 * record is young. Its no then means only that this event did not grant.
 * After a create without an answer there is nothing to wait for.
 */
export function mayBeInCreation(facts: readonly Fact[], clocks: Clocks, look: Look): boolean {
  const { shown, at } = look;
  const { updatedAt = -Infinity, consents } = shown;
  const isYoung = Math.abs(at - updatedAt) < CREATION_MS;
  const isRefused = facts.some((fact) => isGrant(fact) && consents[fact.key] === false);
  return isYoung && isRefused && !hasFieldClocks(clocks) && !isOurs(clocks, look);
}

/** Facts that may be written, facts that were left out, and the clocks with the state to remember. */
export interface Sifted {
  readonly facts: readonly Fact[];
  readonly leftOut: readonly LeftOut[];
  readonly clocks: Clocks;
}

/** Leaves out the grants that an earlier look has left out. */
export function withoutKnown(facts: readonly Fact[], clocks: Clocks): Sifted {
  return sift(facts, clocks, (fact) => {
    const from = clocks[fromOf(fact.key)];
    if (from !== undefined && fact.stamp.time <= from.time) return 'shop_says_no';
    const out = clocks[outOf(fact.key)];
    const isSame = out?.time === fact.stamp.time && out.id === fact.stamp.id;
    return isSame ? 'contact_not_shown' : undefined;
  });
}

/**
 * Leaves out the grants that the shop's record contradicts. One case is a no on a record that the shop wrote after the
 * yes was given. The other is a contact that the record does not show after the write.
 *
 * @param before the clocks before the look. @param clocks those after it.
 */
export function withoutContradicted(
  { contacts }: Pick<NormalSignup, 'contacts'>,
  facts: readonly Fact[],
  {
    look,
    before,
    clocks,
    canChangeContacts,
  }: {
    readonly look: Look;
    readonly before: Clocks;
    readonly clocks: Clocks;
    readonly canChangeContacts: boolean;
  },
): Sifted {
  const { shown } = look;
  const isForeign = !isOurs(before, look);
  const newer = new Set(newerFacts(facts, clocks));
  const isReached = (contact: Contact): boolean =>
    shown.contacts.some(({ kind, value }) => kind === contact.kind && value === contact.value) ||
    (canChangeContacts && [...newer].some(({ key }) => key === contact.kind));
  const sifted = sift(facts, clocks, (fact) => {
    const { key, stamp } = fact;
    if (!newer.has(fact)) return 'shop_says_no';
    const own = contacts.find(({ kind }) => kind === CHANNEL_CONTACT[key]);
    if (own !== undefined && !isReached(own)) return 'contact_not_shown';
    const isStoredNo = shown.consents[key] === false && clocks[key]?.id !== SHOP;
    const { updatedAt = -Infinity } = shown;
    return isStoredNo && isForeign && updatedAt >= stamp.time ? 'shop_says_no' : undefined;
  });
  const noted = new Map(Object.entries(clocks));
  for (const fact of facts) {
    if (sifted.facts.includes(fact) || !newer.has(fact)) continue;
    const rule = sifted.leftOut.find(({ path }) => path === fact.key)?.rule;
    if (rule === 'contact_not_shown') noted.set(outOf(fact.key), withoutMarks(fact));
    else noted.set(fromOf(fact.key), { time: shown.updatedAt ?? look.at, id: '' });
  }
  return { ...sifted, clocks: Object.fromEntries(noted) };
}

const withoutMarks = ({
  stamp: { time, id },
}: Fact): { readonly time: number; readonly id: string } => ({
  time,
  id,
});

function sift(
  facts: readonly Fact[],
  clocks: Clocks,
  ruleFor: (grant: Fact) => LeftOut['rule'] | undefined,
): Sifted {
  const leftOut: LeftOut[] = [];
  const kept = facts.filter((fact) => {
    const rule = isGrant(fact) ? ruleFor(fact) : undefined;
    if (rule !== undefined) leftOut.push({ path: fact.key, rule });
    return rule === undefined;
  });
  return { facts: kept, leftOut, clocks };
}

/** The clocks after a write: the record is ours, as of this time. */
export function noteWrite(clocks: Clocks, facts: readonly Fact[], at: number): Clocks {
  const written = new Set(facts.flatMap(({ key }) => [yesOf(key), outOf(key)]));
  const kept = Object.entries(clocks).filter(([key]) => key !== TRIED && !written.has(key));
  return { ...Object.fromEntries(kept), [WROTE]: { time: at, id: '' } };
}

/** The clocks of a created customer. A MongoDB id tells the time of the record, so it need not be stored. */
export function noteCreate(clocks: Clocks, id: string, updatedAt: number | undefined): Clocks {
  if (updatedAt === undefined) return clocks;
  const isTold = OBJECT_ID.test(id) && Math.abs(secondOf(id) - updatedAt) < SKEW_MS - 1_000;
  return isTold ? clocks : { ...clocks, [WROTE]: { time: updatedAt, id: '' } };
}
