import type { Contact } from '../event/signup.ts';
import type { ContactEnd, ContactState, Lease, Ledger } from '../delivery/ledger-port.ts';
import { changesOf, toContactState } from './contact-state.ts';
import { contactKey, expiresAt } from './ledger/keys.ts';
import type { LedgerDeps } from './ledger/ledger.ts';

type ContactLeases = Pick<Ledger, 'leaseContacts' | 'endLease'>;

/** Who works on a contact, in the items `contact#<store>#<hash>`. */
export function createContactLeases({ table, digest, now }: LedgerDeps): ContactLeases {
  const take = async (store: string, contact: Contact, lease: Lease, sendingUntil: number) => {
    const before = await table.update(contactKey({ digest }, store, contact), {
      update: 'SET #lease = :lease, creatingSince = :until, expiresAt = :ttl',
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      names: { '#lease': 'lease', '#until': 'until' },
      values: {
        ':lease': lease,
        ':until': sendingUntil,
        ':now': now(),
        ':ttl': expiresAt(now()),
      },
    });
    return before && toContactState(contact, before, now());
  };

  const end = async (
    store: string,
    contact: Contact,
    lease: Lease,
    to: ContactEnd,
  ): Promise<boolean> => {
    const { sets, removes, values } = changesOf({ ...to });
    const ended = await table.update(contactKey({ digest }, store, contact), {
      update: `SET ${['expiresAt = :ttl', ...sets].join(', ')} REMOVE ${['#lease', ...removes].join(', ')}`,
      condition: '#lease.holder = :holder',
      names: { '#lease': 'lease' },
      values: { ':holder': lease.holder, ':ttl': expiresAt(now()), ...values },
    });
    return ended !== undefined;
  };

  return {
    async leaseContacts(store, contacts, lease, sendingUntil) {
      const taken: ContactState[] = [];
      for (const contact of inFixedOrder(contacts)) {
        const state = await take(store, contact, lease, sendingUntil);
        if (state === undefined) {
          for (const { contact: held, ...before } of taken) await end(store, held, lease, before);
          return undefined;
        }
        taken.push(state);
      }
      return taken;
    },

    async endLease(store, contacts, lease, to) {
      const ended = await Promise.all(contacts.map((contact) => end(store, contact, lease, to)));
      return ended.every(Boolean);
    },
  };
}

/** Two events that share two contacts must not each hold one and wait for the other. */
const inFixedOrder = (contacts: readonly Contact[]): readonly Contact[] =>
  contacts.toSorted((a, b) => (a.value < b.value ? -1 : 1));
