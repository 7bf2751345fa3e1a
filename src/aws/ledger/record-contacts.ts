import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks } from '../../delivery/platform-port.ts';
import { CHANNEL_CONTACT } from '../../delivery/trust.ts';
import type { Contact } from '../../event/signup.ts';
import {
  contactHashKey,
  customerKey,
  expiresAt,
  type LedgerDeps,
  refusalExpiresAt,
  refusalHashKey,
  refusalKey,
} from './keys.ts';
import type { ContactItems } from './contacts.ts';
import { writeDenials } from './refusals.ts';

/** A contact that the shop's record had: its kind and its keyed hash. */
interface RecordContact {
  readonly kind: Contact['kind'];
  readonly hash: string;
}

interface RecordItem {
  readonly record?: {
    readonly contacts: readonly RecordContact[];
    /** Milliseconds since the epoch, in the shop's clock. */
    readonly at: number;
    /** The kinds of the contacts that it had lost. A repetition after a crash has to tell them again. */
    readonly lost?: readonly Contact['kind'][];
  };
}

type Links = Pick<ContactItems, 'linkContacts'>;

/** The attribute `record` of the items `customer#…`: the contacts in the newest webhook of the shop. */
export const createRecordContacts = (
  { table, digest, now }: LedgerDeps,
  { linkContacts }: Links,
): Pick<Ledger, 'moveContacts' | 'forgetRecord'> => {
  const read = async (store: string, customerId: string): Promise<RecordItem['record']> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    ((await table.get(customerKey(store, customerId))) as RecordItem | undefined)?.record;

  /** A contact with a remembered refusal is left to the next event: it links the contact and applies the refusal. */
  const unrefused = async (
    store: string,
    contacts: readonly Contact[],
  ): Promise<readonly Contact[]> => {
    const keyOf = (contact: Contact): string => refusalKey({ digest }, store, contact);
    const refusals = await table.getAll(contacts.map(keyOf));
    return contacts.filter((contact) => !refusals.has(keyOf(contact)));
  };

  /** @param before a link that is younger stays, in milliseconds since the epoch. */
  const unlink = (store: string, hash: string, customerId: string, before: number) =>
    table.update(contactHashKey(store, hash), {
      update: 'SET formerCustomerId = customerId REMOVE customerId, creatingSince, saidAt',
      // Every write sets `expiresAt`, so it shows the time of the last write. A webhook may come late: its links have the
      // time of its record.
      condition: 'customerId = :id AND (expiresAt <= :before OR saidAt <= :said)',
      values: { ':id': customerId, ':before': expiresAt(before), ':said': before },
    });

  /** Unlinks the contacts that another record had, and that the newer record has not. */
  const unlinkMissing = async (
    store: string,
    customerId: string,
    older: readonly RecordContact[],
    { contacts, at }: NonNullable<RecordItem['record']>,
  ): Promise<void> => {
    for (const one of older) {
      if (!holds(contacts, one)) await unlink(store, one.hash, customerId, at);
    }
  };

  return {
    async moveContacts(store, customerId, { contacts, kinds, updatedAt }) {
      const before = await read(store, customerId);
      if (before && before.at > updatedAt) return [];
      const told = contacts.filter(({ kind }) => kinds.includes(kind));
      const shown = told.map(({ kind, value }) => ({ kind, hash: digest(value) }));
      const untold = (before?.contacts ?? []).filter(({ kind }) => !kinds.includes(kind));
      const after = [...untold, ...shown];
      const gone = (before?.contacts ?? []).filter((one) => !holds(after, one));
      const earlier = before?.at === updatedAt ? (before.lost ?? []) : [];
      const lost = [...new Set([...earlier, ...gone.map(({ kind }) => kind)])];
      const record = { contacts: after, at: updatedAt, lost };
      await linkContacts(store, await unrefused(store, told), customerId, updatedAt);
      await unlinkMissing(store, customerId, gone, record);
      const saved = await table.update(customerKey(store, customerId), {
        update: 'SET #record = :record, expiresAt = if_not_exists(expiresAt, :ttl)',
        returns: 'before',
        condition: 'attribute_not_exists(#record) OR #record.#at <= :at',
        names: { '#record': 'record', '#at': 'at' },
        values: { ':record': record, ':at': updatedAt, ':ttl': expiresAt(now()) },
      });
      // Another webhook of this customer may have been taken at the same time. The newer record counts.
      if (saved === undefined) {
        const newer = await read(store, customerId);
        if (newer) await unlinkMissing(store, customerId, shown, newer);
        return [];
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
      const replaced = (saved as RecordItem).record;
      if (replaced && replaced.at !== before?.at) {
        await unlinkMissing(store, customerId, replaced.contacts, record);
      }
      return lost;
    },

    async forgetRecord(store, customerId, denials, refusalDays) {
      const { contacts } = (await read(store, customerId)) ?? { contacts: [] };
      const expiry = refusalExpiresAt(now(), refusalDays);
      for (const contact of contacts) {
        const theirs = denialsOf(contact, contacts, denials);
        await writeDenials(table, refusalHashKey(store, contact.hash), theirs, expiry);
        await unlink(store, contact.hash, customerId, now() + SKEW_MS);
      }
    },
  };
};

/** Clocks of two functions may differ by this much, in milliseconds. */
const SKEW_MS = 60_000;

const holds = (contacts: readonly RecordContact[], { kind, hash }: RecordContact): boolean =>
  contacts.some((one) => one.kind === kind && one.hash === hash);

/** A denial belongs to the contact of its own channel; if there is none, to all contacts. */
const denialsOf = (
  { kind }: RecordContact,
  contacts: readonly RecordContact[],
  denials: Clocks,
): Clocks =>
  Object.fromEntries(
    Object.entries(denials).filter(([key]) => {
      const own = CHANNEL_CONTACT[key];
      return own === kind || !contacts.some((one) => one.kind === own);
    }),
  );
