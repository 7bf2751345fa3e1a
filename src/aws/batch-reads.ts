import type { BatchReads } from '../relay/ledger-port.ts';
import { toContactState } from './contact-state.ts';
import { clocksIn } from './clocks-in.ts';
import { contactKey, customerKey, isKeptLong } from './items.ts';
import type { LedgerDeps } from './ledger.ts';

/** What a batch reads of the ledger at its beginning. Nobody waits long for it: the attempts can look for themselves. */
export const createBatchReads = ({ table, digest, now }: LedgerDeps): BatchReads => ({
  async readContacts(asked) {
    const wanted = asked.map(({ store, contacts }) =>
      contacts.map((contact) => ({ contact, pk: contactKey({ digest }, store, contact) })),
    );
    const items = await table.getAll(
      wanted.flat().map(({ pk }) => pk),
      true,
    );
    return wanted.map((each) =>
      each.map(({ contact, pk }) => toContactState(contact, items.get(pk), now())),
    );
  },

  async readClocks(asked) {
    const keys = asked.map(({ store, customerId }) => customerKey(store, customerId));
    const items = await table.getAll(keys, true);
    return keys.map((key, at) => {
      const item = items.get(key);
      const clocks = clocksIn(item);
      if (clocks) return isKeptLong(item?.['expiresAt'], now()) ? clocks : undefined;
      const newborn = asked[at]?.newborn;
      return newborn?.isAging ? undefined : newborn?.clocks;
    });
  },
});
