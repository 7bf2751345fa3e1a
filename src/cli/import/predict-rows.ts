import { newerFacts } from '../../delivery/field-clocks.ts';
import { leftOutOf, olderThanShop, type StoredRecord } from '../../delivery/keep-newer.ts';
import type { Ledger } from '../../delivery/ledger-port.ts';
import type { Clocks, Fact } from '../../delivery/platform-port.ts';
import { isOurs } from '../../delivery/shop-state.ts';
import type { CheckedRow } from './check-row.ts';
import type { CsvRow } from './csv-rows.ts';
import type { RowResult } from './result-file.ts';
import { refusedResult } from './send-rows.ts';
import { EXPECTED, type ShopIndex } from './shop-index.ts';

export interface PredictRowDeps {
  readonly check: (row: CsvRow) => Promise<CheckedRow>;
  /** The customers of the shop; absent if the shop is not asked. */
  readonly shop?: ShopIndex;
  readonly ledger: Pick<Ledger, 'readContacts' | 'readClocks'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Keys of the facts that `keepNewer` will leave out, if the shop does not change until then. */
function olderFacts(
  facts: readonly Fact[],
  {
    id,
    clocks,
    record,
    now,
  }: {
    readonly id: string;
    readonly clocks: Clocks;
    readonly record: StoredRecord;
    readonly now: () => number;
  },
): ReadonlySet<string> {
  const { updatedAt = Infinity } = record;
  const shown = { consents: {}, unsubscribed: [], contacts: [], updatedAt };
  return olderThanShop(facts, record, { clocks, isOurs: isOurs(clocks, { id, shown, at: now() }) });
}

/** Rows whose ledger items are read at the same time. */
const TOGETHER = 50;

/** What `--execute` would do with each row, in the order of the file. Writes nothing. */
export async function* predictRows(
  rows: AsyncIterable<CsvRow>,
  deps: PredictRowDeps,
): AsyncGenerator<RowResult> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < TOGETHER) continue;
    yield* await predictBatch(batch, deps);
    batch = [];
  }
  yield* await predictBatch(batch, deps);
}

async function predictBatch(
  rows: readonly CsvRow[],
  { check, shop, ledger, now }: PredictRowDeps,
): Promise<readonly RowResult[]> {
  const checked = await Promise.all(rows.map(check));
  // In the order of the file: an earlier row may create the customer of a later one.
  const known = checked.map(({ ready }) => {
    if (ready === undefined) return [];
    const ids = shop?.find(ready.signup.contacts) ?? [];
    if (ids.length === 0 && ready.signup.type === 'customer.signed_up')
      shop?.expect(ready.signup.contacts);
    return ids;
  });
  return Promise.all(
    checked.map((row, at) => predict(row, known[at] ?? [], { shop, ledger, now })),
  );
}

async function predict(
  row: CheckedRow,
  inShop: readonly string[],
  {
    shop,
    ledger,
    now,
  }: { readonly shop: ShopIndex | undefined } & Pick<PredictRowDeps, 'ledger' | 'now'>,
): Promise<RowResult> {
  const { ready, line, contacts, leftOut, unheld } = row;
  if (ready === undefined) return refusedResult(row);
  const base = { row: row.row, line, contacts, leftOut, unheld };
  const { signup, facts } = ready;
  const states = await ledger.readContacts(signup.store, signup.contacts);
  const linked = states.flatMap(({ customerId }) => customerId ?? []);
  // A customer who was deleted in the shop is still in the ledger.
  const ids = shop ? inShop : [...new Set(linked)];
  const [id, other] = ids;
  if (id !== undefined && other !== undefined) {
    const detail = 'its contacts belong to different customers of the shop';
    return { ...base, result: 'refused', reason: 'identity_conflict', detail };
  }
  if (id === undefined && signup.type === 'customer.updated') {
    const detail = 'the shop has no customer with its contacts';
    return { ...base, result: 'refused', reason: 'customer_not_found', detail };
  }
  if (id === undefined) return { ...base, result: 'created' };
  if (id === EXPECTED) return { ...base, result: 'updated' };
  const clocks = await ledger.readClocks(signup.store, id);
  const newer = newerFacts(facts, clocks);
  const older = shop
    ? olderFacts(newer, { id, clocks, record: shop.recordOf(id, signup.contacts), now })
    : new Set<string>();
  return {
    ...base,
    customerId: id,
    result: newer.length > older.size ? 'updated' : 'unchanged',
    leftOut: [...leftOut, ...leftOutOf(older)],
  };
}
