import { isNewer } from '../delivery/field-clocks.ts';
import type { Fact, Fitted } from '../delivery/platform-port.ts';

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
