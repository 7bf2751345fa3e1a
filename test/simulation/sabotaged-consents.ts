import type { Fact, Platform } from '../../src/delivery/platform-port.ts';
import { changed, ledgerWith, type Sabotaged } from './sabotage-tools.ts';

const platformWith = (change: (platform: Platform) => Partial<Platform>): Sabotaged['sabotage'] =>
  changed(({ openPlatform }) => ({
    openPlatform: async (store, context) => {
      const platform = await openPlatform(store, context);
      return { ...platform, ...change(platform) };
    },
  }));

const ranked = (fact: Fact): Fact => {
  const { weak: _weak, ...stamp } = fact.stamp;
  return Object.assign({}, fact, { stamp });
};

/** Faults with refusals and with anonymous events. */
export const SABOTAGED_CONSENTS: readonly Sabotaged[] = [
  {
    name: 'a relay that trusts every sender',
    platform: 'shopline',
    sabotage: platformWith((platform) => ({
      fit: (signup) => {
        Object.assign(signup, { trust: 'verified' });
        return platform.fit(signup);
      },
    })),
    breaks: /a contact that an anonymous event has added|is not what was said last/,
  },
  {
    name: 'anonymous grants that rank with all others',
    platform: 'shoplazza',
    sabotage: platformWith((platform) => ({
      fit: (signup) => {
        const fitted = platform.fit(signup);
        return { ...fitted, facts: fitted.facts.map(ranked) };
      },
    })),
    breaks: /consent\.\w+ of .* is not what was said last/,
  },
  {
    name: 'refusals of unknown people that are not remembered',
    platform: 'shoplazza',
    sabotage: ledgerWith(() => ({ rememberRefusals: () => Promise.resolve() })),
    breaks: /consent\.\w+ of .* is not what was said last/,
  },
  {
    name: 'remembered refusals that no create reads',
    platform: 'shopline',
    sabotage: ledgerWith(() => ({ readRefusals: () => Promise.resolve({}) })),
    breaks: /consent\.\w+ of .* is not what was said last/,
  },
];
