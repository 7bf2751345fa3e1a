import { createHash } from 'node:crypto';
import type { Contact } from '../../event/signup.ts';
import type { CustomerPage } from '../../platforms/shared/listing.ts';

/** Which customers of a shop have a contact. */
export interface ShopIndex {
  /** The ids of the customers who have one of the contacts, each once. */
  readonly find: (contacts: readonly Contact[]) => readonly string[];
  /** A row that would create a customer: later rows with its contacts update that customer. */
  readonly expect: (contacts: readonly Contact[]) => void;
  /** How many customers were read. */
  readonly customers: () => number;
}

/** The id of a customer whom an earlier row of the file would create. */
export const EXPECTED = '(new)';

/** Six bytes as a number: a shop of a million customers takes about 100 MB, whatever the length of its contacts. */
const keyOf = ({ kind, value }: Contact): number =>
  createHash('sha1').update(`${kind} ${value.toLowerCase()}`).digest().readUIntBE(0, 6);

export interface ReadingHooks {
  readonly stopped: () => boolean;
  readonly advance: (done: number, total?: number) => void;
}

/**
 * Reads every customer of a shop: one call gives hundreds, so it is cheaper than one search for each row.
 *
 * @param stopped whether to end after a page; the index then lacks customers.
 */
export async function readShopIndex(
  pages: AsyncIterable<CustomerPage>,
  { stopped, advance }: ReadingHooks,
): Promise<ShopIndex> {
  const ids = new Map<number, string>();
  const unverified = new Map<number, string>();
  let customers = 0;
  let total: number | undefined;
  for await (const page of pages) {
    total ??= page.total;
    customers += page.customers.length;
    for (const { id, contacts } of page.customers) {
      for (const contact of contacts)
        (contact.isUnverified ? unverified : ids).set(keyOf(contact), id);
    }
    advance(customers, total);
    if (stopped() || page.customers.length === 0) break;
  }
  return {
    customers: () => customers,
    expect: (contacts) => {
      for (const contact of contacts) {
        const key = keyOf(contact);
        if (!ids.has(key)) ids.set(key, EXPECTED);
      }
    },
    find: (contacts) => {
      const found = contacts.flatMap((contact) => ids.get(keyOf(contact)) ?? []);
      const all =
        found.length > 0 ? found : contacts.flatMap((one) => unverified.get(keyOf(one)) ?? []);
      return [...new Set(all)];
    },
  };
}
