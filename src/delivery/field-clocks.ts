import type { Clocks, Fact, Fitted, Stamp } from './platform-port.ts';

/**
 * Orders two stamps by rank, then by time. Then a denial goes over a grant, then the event id in code units decides. So
 * an anonymous grant never undoes a refusal, whichever came first. The order is total, so the same events lead to the
 * same customer in any order of arrival.
 */
export function isNewer(stamp: Stamp, than: Stamp | undefined): boolean {
  if (than === undefined) return true;
  if (stamp.weak !== than.weak) return than.weak === true;
  if (stamp.time !== than.time) return stamp.time > than.time;
  if (stamp.denied !== than.denied) return stamp.denied === true;
  return stamp.id > than.id;
}

/** The facts that are newer than the clocks. */
export function newerFacts(facts: readonly Fact[], clocks: Clocks): readonly Fact[] {
  return facts.filter(({ key, stamp }) => isNewer(stamp, clocks[key]));
}

/** The clocks after these facts were written. Facts that are not newer do not change their clock. */
export function advance(clocks: Clocks, facts: readonly Fact[]): Clocks {
  const advanced = newerFacts(facts, clocks).map(({ key, stamp }) => [key, stamp] as const);
  return { ...clocks, ...Object.fromEntries(advanced) };
}

/** The clocks of what is only ever added, and never changed or removed: a customer can have any number of them. */
const ADDED = /^(?:tag|address):/;

/** Beside key and id of a clock: the names and values of its stamp. */
const STAMP_LENGTH = 64;

/**
 * The clocks that have room. The oldest clocks of tags and addresses give way, and no other clock does. An event that
 * comes again after that adds its tag again. The shop has the tag already, so nothing changes there.
 *
 * @param maxLength of all clocks together, in characters.
 */
export function withinLength(clocks: Clocks, maxLength: number): Clocks {
  const all = Object.entries(clocks);
  const lengthOf = ([key, { id }]: ClockEntry): number => key.length + id.length + STAMP_LENGTH;
  let length = all.reduce((sum, entry) => sum + lengthOf(entry), 0);
  if (length <= maxLength) return clocks;
  const dropped = new Set<string>();
  for (const entry of all.filter(([key]) => ADDED.test(key)).toSorted(byAge)) {
    if (length <= maxLength) break;
    dropped.add(entry[0]);
    length -= lengthOf(entry);
  }
  return Object.fromEntries(all.filter(([key]) => !dropped.has(key)));
}

type ClockEntry = readonly [key: string, stamp: Stamp];

/** The oldest first. Clocks of the same event come in the order of their keys, so that a repeated write is the same. */
function byAge([key, stamp]: ClockEntry, [otherKey, other]: ClockEntry): number {
  if (isNewer(stamp, other)) return 1;
  if (isNewer(other, stamp)) return -1;
  return key < otherKey ? -1 : 1;
}

/**
 * Merges several signups of one person: the newest fact of every field. Fields keep the order of their first
 * appearance. Delivered one after the other, the clocks would accept the same facts.
 *
 * @param all in the order of delivery.
 * @returns with `createOnly` of the first, which would create the customer. `unheld` is empty: it stays with each signup.
 */
export function mergeFitted(all: readonly Fitted[]): Fitted {
  const newest = new Map<string, Fact>();
  for (const fact of all.flatMap(({ facts }) => facts)) {
    if (isNewer(fact.stamp, newest.get(fact.key)?.stamp)) newest.set(fact.key, fact);
  }
  return { facts: [...newest.values()], createOnly: all[0]?.createOnly ?? {}, unheld: [] };
}
