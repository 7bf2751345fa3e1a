import type { Clocks, Fact, Fitted, Stamp } from './platform-port.ts';

/**
 * Orders two stamps: the later time, then a denial over a grant, then the greater event id by code unit.
 * A total order, so that the same events end in the same customer whatever order they come in.
 */
export function isNewer(stamp: Stamp, than: Stamp | undefined): boolean {
  if (than === undefined) return true;
  if (stamp.time !== than.time) return stamp.time > than.time;
  if (stamp.denied !== than.denied) return stamp.denied === true;
  return stamp.id > than.id;
}

/** The facts that the clocks do not know yet. */
export function newerFacts(facts: readonly Fact[], clocks: Clocks): readonly Fact[] {
  return facts.filter(({ key, stamp }) => isNewer(stamp, clocks[key]));
}

/** The clocks after these facts were written. Facts that are not newer leave their clock alone. */
export function advance(clocks: Clocks, facts: readonly Fact[]): Clocks {
  const advanced = newerFacts(facts, clocks).map(({ key, stamp }) => [key, stamp] as const);
  return { ...clocks, ...Object.fromEntries(advanced) };
}

/**
 * What several signups of one person say together: of every field the newest fact, in the order in which the fields were
 * first said. The clocks would let the same facts through, one signup after the other.
 *
 * @param all in the order in which they would be delivered. `createOnly` is that of the first, who would create the
 * customer; `unheld` is empty, because it stays with each signup.
 */
export function mergeFitted(all: readonly Fitted[]): Fitted {
  const newest = new Map<string, Fact>();
  for (const fact of all.flatMap(({ facts }) => facts)) {
    if (isNewer(fact.stamp, newest.get(fact.key)?.stamp)) newest.set(fact.key, fact);
  }
  return { facts: [...newest.values()], createOnly: all[0]?.createOnly ?? {}, unheld: [] };
}
