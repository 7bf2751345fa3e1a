import type { BatchReads } from '../relay/ledger-port.ts';
import { clocksIn } from './clocks-in.ts';
import { toContactState } from './contact-state.ts';
import { contactKey, customerKey, isKeptLong, newbornsKey } from './items.ts';
import type { LedgerDeps } from './ledger.ts';
import { newbornIn } from './newborn-items.ts';

/** What a batch reads of the ledger at its beginning. Nobody waits long for it: the attempts can look for themselves. */
export const createBatchReads = ({ table, digest, now }: LedgerDeps): BatchReads => ({
  async readContacts(asked) {
    const wanted = asked.map(({ store, contacts }) =>
      contacts.map((contact) => ({ contact, pk: contactKey({ digest }, store, contact) })),
    );
    const items = await table.getAll(
      wanted.flat().map(({ pk }) => pk),
      'soon',
    );
    return wanted.map((each) =>
      each.map(({ contact, pk }) => toContactState(contact, items.get(pk), now())),
    );
  },

  async readClocks(asked) {
    const wanted = asked.map(({ store, customerId }) => ({
      customerId,
      own: customerKey(store, customerId),
      born: newbornsKey(store, customerId) ?? '',
    }));
    const keys = wanted.flatMap(({ own, born }) => (born === '' ? [own] : [own, born]));
    const items = await table.getAll(keys, 'soon and cheap');
    return wanted.map(({ customerId, own, born }) => {
      const item = items.get(own);
      const kept = (pk: string): boolean => isKeptLong(items.get(pk)?.['expiresAt'], now());
      const clocks = clocksIn(item);
      if (clocks) return kept(own) ? { clocks } : undefined;
      const atBirth = newbornIn(items.get(born), customerId);
      return atBirth && kept(born) ? { clocks: atBirth, isNewborn: true } : undefined;
    });
  },
});
