import { comparableValue } from '../../delivery/keep-newer.ts';
import type { Fact } from '../../delivery/platform-port.ts';
import type { CustomerPage, ListedCustomer } from '../../platforms/shared/listing.ts';
import type { CheckedRow } from './check-row.ts';
import type { CsvRow } from './csv-rows.ts';
import type { RowResult } from './result-file.ts';
import { refusedResult } from './send-rows.ts';
import type { ReadingHooks } from './shop-index.ts';

interface CompareDeps {
  readonly check: (row: CsvRow) => Promise<CheckedRow>;
  /** Reads all customers of the shop, with everything that it shows of them. */
  readonly readShop: <T>(
    read: (pages: AsyncIterable<CustomerPage>, hooks: ReadingHooks) => Promise<T>,
  ) => Promise<T>;
}

/** The shop is read once for so many rows. More would take more memory. */
const TOGETHER = 20_000;

/** Which rows are missing in the shop, and which are different there: by the values that the row itself has. */
export async function* compareRows(
  rows: AsyncIterable<CsvRow>,
  { check, readShop }: CompareDeps,
): AsyncGenerator<RowResult> {
  let batch: CheckedRow[] = [];
  const compared = (): Promise<readonly RowResult[]> =>
    readShop((pages, hooks) => compareBatch(batch, pages, hooks));
  for await (const row of rows) {
    batch.push(await check(row));
    if (batch.length < TOGETHER) continue;
    yield* await compared();
    batch = [];
  }
  if (batch.length > 0) yield* await compared();
}

interface Found {
  readonly id: string;
  readonly different: readonly string[];
}

async function compareBatch(
  rows: readonly CheckedRow[],
  pages: AsyncIterable<CustomerPage>,
  { stopped, advance }: ReadingHooks,
): Promise<readonly RowResult[]> {
  const byContact = new Map<string, number[]>();
  for (const [at, { ready }] of rows.entries()) {
    for (const { kind, value } of ready?.signup.contacts ?? []) {
      const key = `${kind} ${value.toLowerCase()}`;
      byContact.set(key, [...(byContact.get(key) ?? []), at]);
    }
  }
  const found = new Map<number, Found[]>();
  let read = 0;
  let total: number | undefined;
  for await (const page of pages) {
    total ??= page.total;
    read += page.customers.length;
    for (const customer of page.customers) {
      const keys = customer.contacts.map(({ kind, value }) => `${kind} ${value.toLowerCase()}`);
      for (const at of new Set(keys.flatMap((key) => byContact.get(key) ?? []))) {
        const row = rows[at];
        const all = found.get(at) ?? [];
        // A list may show a customer on two pages.
        if (!row || all.some(({ id }) => id === customer.id)) continue;
        found.set(at, [...all, { id: customer.id, different: differences(row, customer) }]);
      }
    }
    advance(read, total);
    if (stopped() || page.customers.length === 0) break;
  }
  return rows.map((row, at) => toResult(row, found.get(at) ?? []));
}

function toResult(row: CheckedRow, [one, other]: readonly Found[]): RowResult {
  const { line, contacts, leftOut, unheld } = row;
  if (row.ready === undefined) return refusedResult(row);
  const base = { row: row.row, line, contacts, leftOut, unheld };
  if (one === undefined) return { ...base, result: 'missing' };
  if (other !== undefined) {
    const detail = 'its contacts belong to different customers of the shop';
    return { ...base, result: 'different', reason: 'identity_conflict', detail };
  }
  const { id: customerId, different } = one;
  return different.length === 0
    ? { ...base, customerId, result: 'same' }
    : { ...base, customerId, result: 'different', different };
}

/** Parameters that make up a contact: shops store phones in several spellings, so contacts are compared instead. */
const CONTACT_PARAMETERS = /^(?:email|phones?|mobile_phone.*|phone_.*)$/;

/** What the row says and the shop does not show: names of the shop's parameters, `tags`, and the kinds of contacts. */
function differences(
  { ready }: CheckedRow,
  { contacts, record = {} }: ListedCustomer,
): readonly string[] {
  const asked = ready?.signup.contacts ?? [];
  const lacking = asked.filter(
    (contact) =>
      !contacts.some(
        ({ kind, value }) =>
          kind === contact.kind && value.toLowerCase() === contact.value.toLowerCase(),
      ),
  );
  return [
    ...new Set([
      ...lacking.map(({ kind }) => kind),
      ...(ready?.facts ?? []).flatMap((fact) => differentIn(fact, record)),
    ]),
  ];
}

function differentIn(fact: Fact, record: Readonly<Record<string, unknown>>): readonly string[] {
  if (fact.kind === 'address') return [];
  if (fact.kind === 'tag') return tagsOf(record['tags']).includes(fact.tag) ? [] : ['tags'];
  return Object.entries(fact.parameters).flatMap(([name, value]) =>
    // What the list does not show cannot be compared.
    name in record &&
    !CONTACT_PARAMETERS.test(name) &&
    comparableValue(value) !== comparableValue(record[name])
      ? [name]
      : [],
  );
}

/** A list, or before 2025-06 a text with commas. */
function tagsOf(tags: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(tags)
    ? tags
    : typeof tags === 'string'
      ? tags.split(',')
      : [];
  return list.flatMap((tag) => (typeof tag === 'string' ? tag.trim() : []));
}
