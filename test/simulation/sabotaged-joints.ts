import type { Fact, Fitted } from '../../src/delivery/platform-port.ts';
import { changed, type Sabotaged } from './sabotage-tools.ts';

/**
 * Faults in the delivery of several signups of one person as one. An attempt that fits more than one signup is a joint
 * try.
 */
const joinedWith = (change: (later: Fitted, first: Fitted) => Fitted): Sabotaged['sabotage'] =>
  changed(({ openPlatform }) => ({
    openPlatform: async (store, context) => {
      const platform = await openPlatform(store, context);
      let first: Fitted | undefined;
      return {
        ...platform,
        fit: (signup) => {
          const fitted = platform.fit(signup);
          if (first) return change(fitted, first);
          first = fitted;
          return fitted;
        },
      };
    },
  }));

const isGrant = ({ key, stamp }: Fact): boolean => key.startsWith('consent.') && !stamp.denied;

export const SABOTAGED_JOINTS: readonly Sabotaged[] = [
  {
    name: 'merging that takes the first value',
    platform: 'shopline',
    sabotage: joinedWith((later, { facts }) => ({
      ...later,
      facts: later.facts.filter(({ key }) => !facts.some((fact) => fact.key === key)),
    })),
    breaks: /is not what was said last/,
  },
  {
    name: 'merging that gives a consent',
    platform: 'shoplazza',
    sabotage: joinedWith((later, first) => ({
      ...later,
      facts: later.facts.filter(
        ({ key }) => !first.facts.some((fact) => fact.key === key && isGrant(fact)),
      ),
    })),
    breaks: /consent\.\w+ of .* is not what was said last/,
  },
  {
    name: 'merging that forgets later signups',
    platform: 'shoplazza',
    sabotage: joinedWith((later) => ({ ...later, facts: [] })),
    breaks: /lacks the tag|is not what was said last/,
  },
];
