import type { Fact, Platform, Shown } from '../../src/delivery/platform-port.ts';
import { changed, ledgerWith, type Sabotaged } from './sabotage-tools.ts';

const platformWith = (change: (platform: Platform) => Partial<Platform>): Sabotaged['sabotage'] =>
  changed(({ openPlatform }) => ({
    openPlatform: async (store, context) => {
      const platform = await openPlatform(store, context);
      return { ...platform, ...change(platform) };
    },
  }));

const ranked = ({ stamp: { weak: _, ...stamp }, ...fact }: Fact): Fact =>
  Object.assign({}, fact, { stamp }) as Fact;

/** What goes wrong with refusals and with anonymous events. */
export const SABOTAGED_CONSENTS: readonly Sabotaged[] = [
  {
    name: 'a relay that believes everybody',
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
  {
    name: 'a shop that is not asked before a consent is raised',
    platform: 'shoplazza',
    sabotage: platformWith((platform) => {
      const blind = <T extends object>(shown: T): T => ({
        ...shown,
        consents: {},
        unsubscribed: [],
      });
      return {
        read: async (id) => blind(await platform.read(id)),
        find: async (contacts) =>
          (await platform.find(contacts)).map((hit) =>
            hit.shown ? { ...hit, shown: blind(hit.shown) } : hit,
          ),
      };
    }),
    breaks: /was withdrawn in the shop, and raised again/,
  },
  {
    name: 'a shop whose records tell no time',
    platform: 'shopline',
    sabotage: platformWith((platform) => {
      const timeless = ({ updatedAt: _, ...shown }: Shown): Shown => shown;
      return {
        read: async (id) => timeless(await platform.read(id)),
        find: async (contacts) =>
          (await platform.find(contacts)).map((hit) =>
            hit.shown ? { ...hit, shown: timeless(hit.shown) } : hit,
          ),
      };
    }),
    breaks: /was withdrawn in the shop, and raised again/,
  },
];
