import type { Fact, Platform, Shown } from '../../src/delivery/platform-port.ts';
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

/** Changes what searches and reads show of the shop's record. */
const showing = (change: (shown: Shown) => Shown): Sabotaged['sabotage'] =>
  platformWith((platform) => ({
    read: async (id) => change(await platform.read(id)),
    find: async (contacts) =>
      (await platform.find(contacts)).map((hit) =>
        hit.shown ? Object.assign({}, hit, { shown: change(hit.shown) }) : hit,
      ),
  }));

const blind = showing((shown) => ({ ...shown, consents: {}, unsubscribed: [] }));
const timeless = showing(({ updatedAt: _updatedAt, ...shown }) => shown);

/** A ledger that forgets, from the moment at which a process links a contact, what the contact has refused. */
const unread: Sabotaged['sabotage'] = ledgerWith((ledger) => {
  const linked = new Set<string>();
  return {
    linkContacts: (store, contacts, id) => {
      for (const { value } of contacts) linked.add(value);
      return ledger.linkContacts(store, contacts, id);
    },
    readRefusals: (store, contacts) =>
      ledger.readRefusals(
        store,
        contacts.filter(({ value }) => !linked.has(value)),
      ),
  };
});

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
    seed: 9,
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
    name: 'refusals that are not read again after the link',
    seed: 2,
    platform: 'shoplazza',
    sabotage: unread,
    breaks: /consent\.\w+ of .* is not what was said last/,
  },
  ...(['shopline', 'shoplazza'] as const).flatMap((platform): readonly Sabotaged[] => [
    {
      name: `a relay on ${platform} that raises a consent without a look at the shop`,
      seed: 3,
      platform,
      sabotage: blind,
      breaks: /withdrawn in the shop, and raised again/,
    },
    {
      name: `records on ${platform} that tell no time`,
      seed: 3,
      platform,
      sabotage: timeless,
      breaks: /withdrawn in the shop, and raised again/,
    },
  ]),
];
