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
