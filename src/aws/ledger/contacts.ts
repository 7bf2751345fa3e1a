import type { Contact } from '../../event/signup.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import { changesOf, toContactState } from '../contact-state.ts';
import { contactKey, expiresAt } from './keys.ts';
import type { LedgerDeps } from './ledger.ts';

type ContactItems = Pick<
  Ledger,
  'readContacts' | 'linkContacts' | 'markContacts' | 'unlinkContact'
>;

/** The items `contact#<store>#<hash>`: whose contact it is, and a create without an answer. */
export function createContactItems({ table, digest, now }: LedgerDeps): ContactItems {
  const keyOf = (store: string, contact: Contact): string => contactKey({ digest }, store, contact);

  return {
    async readContacts(store, contacts) {
      const keys = contacts.map((contact) => keyOf(store, contact));
      const items = await table.getAll(keys);
      return contacts.map((contact, at) =>
        toContactState(contact, items.get(keys[at] ?? ''), now()),
      );
    },

    async linkContacts(store, contacts, customerId) {
      const link = (contact: Contact) =>
        table.update(keyOf(store, contact), {
          update: 'SET customerId = :id, expiresAt = :ttl REMOVE creatingSince, takenSince, #lease',
          // A lease that ran out belongs to an attempt that was killed: nobody else will ever clear it.
          condition:
            'attribute_not_exists(customerId) AND (attribute_not_exists(#lease) OR #lease.#until <= :now)',
          names: { '#lease': 'lease', '#until': 'until' },
          values: { ':id': customerId, ':ttl': expiresAt(now()), ':now': now() },
        });
      await Promise.all(contacts.map(link));
    },

    async markContacts(store, contacts, marks) {
      const { sets, values } = changesOf({ ...marks });
      const mark = (contact: Contact) =>
        table.update(keyOf(store, contact), {
          update: `SET ${['expiresAt = :ttl', ...sets].join(', ')}`,
          condition: 'attribute_not_exists(customerId)',
          values: { ':ttl': expiresAt(now()), ...values },
        });
      await Promise.all(contacts.map(mark));
    },

    async unlinkContact(store, contact, customerId, saidBefore) {
      await table.update(keyOf(store, contact), {
        update: 'SET formerCustomerId = customerId REMOVE customerId',
        // Every write sets the expiry, so it tells when that was said.
        condition: 'customerId = :id AND expiresAt <= :said',
        values: { ':id': customerId, ':said': expiresAt(saidBefore) },
      });
    },
  };
}
