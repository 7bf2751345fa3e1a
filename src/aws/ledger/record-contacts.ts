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
} from './keys.ts';
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
  };
}

type Links = Pick<Ledger, 'linkContacts'>;

/** The attribute `record` of the items `customer#…`: the contacts in the newest webhook of the shop. */
export const createRecordContacts = (
  { table, digest, now }: LedgerDeps,
  { linkContacts }: Links,
): Pick<Ledger, 'moveContacts' | 'forgetRecord'> => {
  const read = async (store: string, customerId: string): Promise<RecordItem['record']> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ledger writes these items
    ((await table.get(customerKey(store, customerId))) as RecordItem | undefined)?.record;

  /** @param before a link that is younger stays, in milliseconds since the epoch. */
  const unlink = (store: string, hash: string, customerId: string, before: number) =>
    table.update(contactHashKey(store, hash), {
      update: 'SET formerCustomerId = customerId REMOVE customerId, creatingSince',
      // Every write sets `expiresAt`, so it shows the time of the last write.
      condition: 'customerId = :id AND expiresAt <= :before',
      values: { ':id': customerId, ':before': expiresAt(before) },
    });

  return {
    async moveContacts(store, customerId, { contacts, kinds, updatedAt }) {
      const before = await read(store, customerId);
      if (before && before.at > updatedAt) return [];
      const told = contacts.filter(({ kind }) => kinds.includes(kind));
      const shown = told.map(({ kind, value }) => ({ kind, hash: digest(value) }));
      const untold = (before?.contacts ?? []).filter(({ kind }) => !kinds.includes(kind));
      const after = [...untold, ...shown];
      const gone = (before?.contacts ?? []).filter((one) => !holds(after, one));
      if (told.length > 0) await linkContacts(store, told, customerId);
      for (const { hash } of gone) await unlink(store, hash, customerId, updatedAt);
      await table.update(customerKey(store, customerId), {
        update: 'SET #record = :record, expiresAt = if_not_exists(expiresAt, :ttl)',
        condition: 'attribute_not_exists(#record) OR #record.#at <= :at',
        names: { '#record': 'record', '#at': 'at' },
        values: {
          ':record': { contacts: after, at: updatedAt },
          ':at': updatedAt,
          ':ttl': expiresAt(now()),
        },
      });
      return [...new Set(gone.map(({ kind }) => kind))];
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
