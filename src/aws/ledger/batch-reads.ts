import type { BatchReads } from '../../delivery/ledger-port.ts';
import { clockPlaces } from './customers.ts';
import { toContactState } from './contacts.ts';
import { contactKey, isKeptLong } from './keys.ts';
import type { LedgerDeps } from './keys.ts';

/** Reads of the ledger at the beginning of a batch. They fail fast, because each attempt can read for itself. */
export const createBatchReads = ({ table, digest, now }: LedgerDeps): BatchReads => ({
  async readContacts(asked) {
    const requested = asked.map(({ store, contacts }) =>
      contacts.map((contact) => ({ contact, pk: contactKey({ digest }, store, contact) })),
    );
    const items = await table.getAll(
      requested.flat().map(({ pk }) => pk),
      'fast, eventually consistent',
    );
    return requested.map((each) =>
      each.map(({ contact, pk }) => toContactState(contact, items.get(pk), now())),
    );
  },

  async readClocks(asked) {
    const places = asked.map(({ store, customerId }) => clockPlaces(store, customerId));
    const items = await table.getAll(
      places.flatMap(({ keys }) => keys),
      'fast, eventually consistent',
    );
    return places.map((place) => {
      const { expiry, ...known } = place.find(items) ?? {};
      return 'clocks' in known && isKeptLong(expiry, now()) ? known : undefined;
    });
  },
});
