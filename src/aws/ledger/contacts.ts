import type { ContactEnd, ContactState, Lease, Ledger } from '../../delivery/ledger-port.ts';
import type { Contact } from '../../event/signup.ts';
import type { Item } from './table.ts';
import { contactKey, expiresAt, isLeasedBy, type LedgerDeps } from './keys.ts';

export interface ContactItems extends Pick<
  Ledger,
  'readContacts' | 'markContacts' | 'unlinkContact'
> {
  /** @param saidAt when the shop's record was changed that says so, in milliseconds since the epoch. */
  linkContacts(
    store: string,
    contacts: readonly Contact[],
    customerId: string,
    saidAt?: number,
  ): Promise<boolean>;
}

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

    async linkContacts(store, contacts, customerId, saidAt) {
      const link = async (contact: Contact): Promise<boolean> => {
        const key = keyOf(store, contact);
        const linked = await table.update(key, {
          // `creatingSince` stays: it tells that the relay may have written the customer's record.
          update: `SET customerId = :id, expiresAt = :ttl${saidAt === undefined ? '' : ', saidAt = :said'} REMOVE creatingBefore, takenSince, #lease`,
          // An expired lease is that of a killed attempt, so it is removed here.
          condition:
            'attribute_not_exists(customerId) AND (attribute_not_exists(#lease) OR #lease.#until <= :now)',
          names: { '#lease': 'lease', '#until': 'until' },
          values: {
            ':id': customerId,
            ':ttl': expiresAt(now()),
            ':now': now(),
            ':said': saidAt,
          },
        });
        if (linked) return true;
        // It may lead to this customer already, perhaps by an earlier try of this write.
        return (await table.get(key))?.['customerId'] === customerId;
      };
      return (await Promise.all(contacts.map(link))).every(Boolean);
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
        update: 'SET formerCustomerId = customerId REMOVE customerId, creatingSince, saidAt',
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
  /** `creatingSince` before the lease; 0 for none. Valid while the lease lasts. */
  readonly creatingBefore?: number;
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
    // 0 stands for none.
    ...(item?.creatingSince && { creatingSince: item.creatingSince }),
    ...(item?.takenSince && { takenSince: item.takenSince }),
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
    const found = await table.update(contactKey({ digest }, store, contact), {
      update:
        'SET creatingBefore = if_not_exists(creatingSince, :none), creatingSince = :until, #lease = :lease, expiresAt = :ttl',
      returns: 'before',
      condition: 'attribute_not_exists(#lease) OR #lease.#until <= :now',
      isOwn: isLeasedBy(lease),
      names: { '#lease': 'lease', '#until': 'until' },
      values: {
        ':lease': lease,
        ':none': 0,
        ':until': sendingUntil,
        ':now': now(),
        ':ttl': expiresAt(now()),
      },
    });
    return found && toContactState(contact, beforeLease(found, lease), now());
  };

  const end = async (
    store: string,
    contact: Contact,
    lease: Lease,
    to: ContactEnd,
  ): Promise<boolean> => {
    const { sets, removes, values } = changesOf({ ...to });
    const ended = await table.update(contactKey({ digest }, store, contact), {
      update: `SET ${['expiresAt = :ttl', ...sets].join(', ')} REMOVE ${['#lease', 'creatingBefore', ...removes].join(', ')}`,
      condition: '#lease.holder = :holder',
      // While it lasts, no other attempt can have ended it.
      isOwn: ({ customerId }) =>
        [undefined, customerId].includes(to.customerId) && lease.until > now() + SKEW_MS,
      names: { '#lease': 'lease' },
      values: { ':holder': lease.holder, ':ttl': expiresAt(now()), ...values },
    });
    return ended !== undefined;
  };

  /** After a write without any answer, the lease may be there. Left alone, it would block the contact for a minute. */
  const giveUp = (store: string, contact: Contact, { holder }: Lease) =>
    table
      .update(contactKey({ digest }, store, contact), {
        update: 'SET creatingSince = creatingBefore REMOVE #lease, creatingBefore',
        condition: '#lease.holder = :holder',
        names: { '#lease': 'lease' },
        values: { ':holder': holder },
        isFast: true,
      })
      .catch(() => undefined);

  return {
    async leaseContacts(store, contacts, lease, sendingUntil) {
      const taken: ContactState[] = [];
      const all = inFixedOrder(contacts);
      for (const [at, contact] of all.entries()) {
        const state = await take(store, contact, lease, sendingUntil).catch(
          async (error: unknown) => {
            await Promise.all(all.slice(0, at + 1).map((each) => giveUp(store, each, lease)));
            throw error;
          },
        );
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

/** Clocks of two functions may differ by this much, in milliseconds. */
const SKEW_MS = 5_000;

/** The item as it was before this lease, whether it was read before or after it. */
const beforeLease = (item: Item, lease: Lease): Item =>
  isLeasedBy(lease)(item)
    ? { ...item, lease: undefined, creatingSince: item['creatingBefore'] }
    : item;

/** The same order for all attempts. Otherwise two events with the same two contacts could each lease one and block. */
const inFixedOrder = (contacts: readonly Contact[]): readonly Contact[] =>
  contacts.toSorted((a, b) => (a.value < b.value ? -1 : 1));
