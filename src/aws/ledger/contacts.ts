import type { ContactEnd, ContactState, Lease, Ledger } from '../../delivery/ledger-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Item } from './table.ts';
import { contactKey, expiresAt, type LedgerDeps } from './keys.ts';

type ContactItems = Pick<
  Ledger,
  'readContacts' | 'linkContacts' | 'markContacts' | 'unlinkContact'
>;

/** The items `contact#<store>#<hash>`: the customer of a contact, and the time of a create without an answer. */
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
          // `creatingSince` stays: it tells that the relay may have written the customer's record.
          update: 'SET customerId = :id, expiresAt = :ttl REMOVE takenSince, #lease',
          // An expired lease is that of a killed attempt, so it is removed here.
          condition:
            'attribute_not_exists(customerId) AND (attribute_not_exists(#lease) OR #lease.#until <= :now)',
          names: { '#lease': 'lease', '#until': 'until' },
          values: { ':id': customerId, ':ttl': expiresAt(now()), ':now': now() },
        });
      return !(await Promise.all(contacts.map(link))).includes(undefined);
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
        update: 'SET formerCustomerId = customerId REMOVE customerId, creatingSince',
        // Every write sets `expiresAt`, so it shows the time of the last write.
        condition: 'customerId = :id AND expiresAt <= :said',
        values: { ':id': customerId, ':said': expiresAt(saidBefore) },
      });
    },
  };
}

interface ContactItem {
  readonly customerId?: string;
  readonly formerCustomerId?: string;
  readonly lease?: Lease;
  readonly creatingSince?: number;
  readonly takenSince?: number;
}

/** Reads an item `contact#…`. @param now milliseconds since the epoch; an expired lease does not count. */
export function toContactState(
  contact: Contact,
  found: Item | undefined,
  now: number,
): ContactState {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
  const item = found as ContactItem | undefined;
  return {
    contact,
    ...(item?.customerId !== undefined && { customerId: item.customerId }),
    ...(item?.formerCustomerId !== undefined && { formerCustomerId: item.formerCustomerId }),
    ...(item?.lease && item.lease.until > now && { leasedUntil: item.lease.until }),
    ...(item?.creatingSince !== undefined && { creatingSince: item.creatingSince }),
    ...(item?.takenSince !== undefined && { takenSince: item.takenSince }),
  };
}

/** Makes the parts of an update from the end of an attempt. */
function changesOf({ customerId, creatingSince, takenSince }: ContactEnd): {
  readonly sets: readonly string[];
  readonly removes: readonly string[];
  readonly values: Item;
} {
  const marks = { creatingSince, takenSince };
  const given = Object.entries({ customerId, ...marks }).filter(([, value]) => value !== undefined);
  return {
    sets: given.map(([name]) => `${name} = :${name}`),
    removes: Object.entries(marks).flatMap(([name, value]) => (value === undefined ? [name] : [])),
    values: Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
  };
}

type ContactLeases = Pick<Ledger, 'leaseContacts' | 'endLease'>;

/** The leases in the items `contact#<store>#<hash>`. */
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

/** The same order for all attempts. Otherwise two events with the same two contacts could each lease one and block. */
const inFixedOrder = (contacts: readonly Contact[]): readonly Contact[] =>
  contacts.toSorted((a, b) => (a.value < b.value ? -1 : 1));
