import { createHash } from 'node:crypto';
import { comparableValue, isContactKey, type StoredRecord } from '../../delivery/keep-newer.ts';
import type { Contact } from '../../event/signup.ts';
import { updatedAtOf } from '../../platforms/shared/answers.ts';
import type { CustomerPage, ListedCustomer } from '../../platforms/shared/listing.ts';

/** Which customers of a shop have a contact, and what the shop stores of them. */
export interface ShopIndex {
  /** The ids of the customers who have one of the contacts, each once. */
  readonly find: (contacts: readonly Contact[]) => readonly string[];
  /** A row that would create a customer: later rows with its contacts update that customer. */
  readonly expect: (contacts: readonly Contact[]) => void;
  /** What is stored of a customer whom the shop has. @param contacts of the row. */
  readonly recordOf: (id: string, contacts: readonly Contact[]) => StoredRecord;
  /** How many customers were read. */
  readonly customers: () => number;
}

/** The id of a customer whom an earlier row of the file would create. */
export const EXPECTED = '(new)';

/** Six bytes as a number: a shop of a million customers takes about 200 MB, whatever the length of its contacts. */
const keyOf = ({ kind, value }: Contact): number =>
  createHash('sha1').update(`${kind} ${value.toLowerCase()}`).digest().readUIntBE(0, 6);

/** The request parameters that the columns of a file can become, on any platform. */
export const COMPARED: readonly string[] = [
  'name',
  'first_name',
  'last_name',
  'email',
  'mobile_phone',
  'mobile_phone_country_calling_code',
  'phone',
  'gender',
  'birthday',
  'birth_year',
  'birth_month',
  'birth_day',
  'memo',
  'ref_user_id',
  'locale_code',
  'registered_at',
];

/** Stands for a value that the list does not show. */
const NOT_SHOWN = 1;

/** Four bytes of a value; 0 if it is empty. */
function printOf(value: unknown): number {
  const text = comparableValue(value);
  if (text === '') return 0;
  return Math.max(2, createHash('sha1').update(text).digest().readUInt32BE(0));
}

export interface ReadingHooks {
  readonly stopped: () => boolean;
  readonly advance: (done: number, total?: number) => void;
}

/** The stored values of customers, each as four bytes. */
function createPrints() {
  const width = COMPARED.length;
  const places = new Map<string, number>();
  let prints = new Uint32Array(width * 1_024);
  let times = new Float64Array(1_024);
  return {
    add: ({ id, record = {} }: ListedCustomer): void => {
      const at = places.get(id) ?? places.size;
      places.set(id, at);
      if (at >= times.length) {
        prints = grown(prints, new Uint32Array(2 * prints.length));
        times = grown(times, new Float64Array(2 * times.length));
      }
      times[at] = updatedAtOf(record['updated_at']).updatedAt ?? Infinity;
      for (const [column, name] of COMPARED.entries()) {
        const isShown = Object.hasOwn(record, name);
        prints[at * width + column] = isShown ? printOf(record[name]) : NOT_SHOWN;
      }
    },
    timeOf: (id: string): number => times[places.get(id) ?? -1] ?? Infinity,
    of: (id: string, name: string): number =>
      prints[(places.get(id) ?? -1) * width + COMPARED.indexOf(name)] ?? NOT_SHOWN,
  };
}

function grown<T extends Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
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
  const prints = createPrints();
  let customers = 0;
  let total: number | undefined;
  for await (const page of pages) {
    total ??= page.total;
    customers += page.customers.length;
    for (const customer of page.customers) {
      prints.add(customer);
      for (const contact of customer.contacts)
        (contact.isUnverified ? unverified : ids).set(keyOf(contact), customer.id);
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
    recordOf: (id, contacts) => ({
      updatedAt: prints.timeOf(id),
      isEmpty: (name) => prints.of(id, name) === 0,
      holds: ({ key, parameters }) =>
        isContactKey(key)
          ? contacts.some((contact) => contact.kind === key && ids.get(keyOf(contact)) === id)
          : Object.entries(parameters).every(
              ([name, value]) => prints.of(id, name) === printOf(value),
            ),
    }),
  };
}
