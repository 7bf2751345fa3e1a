import { advance } from '../../delivery/field-clocks.ts';
import type { ContactRefusals, Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks, Fact, Stamp } from '../../delivery/platform-port.ts';
import type { Item } from './table.ts';
import { type LedgerDeps, refusalExpiresAt, refusalKey } from './keys.ts';

/** The attribute of each clock. */
export const CHANNELS = { 'consent.email': 'email', 'consent.sms': 'sms' } as const;

/**
 * The items `refusal#<store>#<hash>`: the refusals by a contact, whether a customer has it or not. They are items of
 * their own, because those of the contacts expire much earlier.
 */
export function createRefusalItems({
  table,
  digest,
  now,
}: LedgerDeps): Pick<Ledger, 'readRefusals' | 'rememberRefusals'> {
  return {
    async readRefusals(store, contacts) {
      const items = await table.getAll(contacts.map((one) => refusalKey({ digest }, store, one)));
      const facts = [...items.values()].flatMap((item) => Object.entries(refusalsIn(item)));
      // One after the other: two contacts may have refused the same channel, and the newer refusal counts.
      return facts.reduce<Clocks>((clocks, fact) => advance(clocks, [toFact(fact)]), {});
    },

    async rememberRefusals(store, refusals, refusalDays) {
      const expiry = refusalExpiresAt(now(), refusalDays);
      const remember = ({ contact, refusals: clocks }: ContactRefusals): Promise<void> =>
        writeDenials(table, refusalKey({ digest }, store, contact), clocks, expiry);
      await Promise.all(refusals.map(remember));
    },
  };
}

/** Writes denials into the item of a contact, unless newer ones are there. @param expiry as `expiresAt`. */
export async function writeDenials(
  table: Pick<LedgerDeps['table'], 'update'>,
  pk: string,
  clocks: Clocks,
  expiry: number,
): Promise<void> {
  for (const [key, channel] of Object.entries(CHANNELS)) {
    const stamp = clocks[key];
    if (stamp === undefined) continue;
    await table.update(pk, {
      update: 'SET #channel = :stamp, expiresAt = :ttl',
      condition: 'attribute_not_exists(#channel) OR #channel.#time < :time',
      names: { '#channel': channel, '#time': 'time' },
      values: { ':stamp': stamp, ':time': stamp.time, ':ttl': expiry },
    });
  }
}

/** What an item `refusal#…` says. */
function refusalsIn(item: Item): Clocks {
  const stamps = Object.entries(CHANNELS).flatMap(([key, channel]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    const stamp = item[channel] as Stamp | undefined;
    return stamp === undefined ? [] : [[key, stamp] as const];
  });
  return Object.fromEntries(stamps);
}

const toFact = ([key, stamp]: readonly [string, Stamp]): Fact => ({
  kind: 'parameters',
  key,
  stamp,
  parameters: {},
});
