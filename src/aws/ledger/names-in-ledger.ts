import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { unavailable } from '../unavailable.ts';
import type { LedgerTable } from './person-refusals.ts';

/**
 * The names of all stores that the ledger knows anything of, also of stores that are not configured any more. It scans
 * the whole table.
 *
 * @throws WaitError the ledger cannot be reached.
 */
export async function storesInLedger({ client, table }: LedgerTable): Promise<ReadonlySet<string>> {
  const stores = new Set<string>();
  const pages = paginateScan({ client }, { TableName: table, ProjectionExpression: 'pk' });
  try {
    for await (const { Items = [] } of pages) {
      for (const { pk } of Items) {
        // `contact#<store>#…`, `store#<store>` and the like.
        const [, store] = String(pk).split('#');
        if (store !== undefined && store !== '') stores.add(store);
      }
    }
  } catch (error) {
    throw unavailable('the ledger', error);
  }
  return stores;
}

/** Pages of a megabyte, each about a tenth of a second: a search for an error text must not take minutes. */
const MOST_PAGES = 50;

/** The id of an event, or the source of events. */
export type EventName = 'id' | 'source';

/**
 * Whether the ledger has a fact of an event with this id, or of this source. Scans at most 50 MB.
 *
 * @throws WaitError the ledger cannot be reached.
 */
export async function searchLedger(
  { client, table }: LedgerTable,
  kind: EventName,
  name: string,
): Promise<'found' | 'not found' | 'too large'> {
  // A stamp is `<id>\n<source>`, as a text, or within the packed clocks of a new customer.
  const stamp = JSON.stringify(kind === 'id' ? `${name}\n` : `\n${name}`);
  const own = kind === 'id' ? stamp.slice(0, -1) : stamp.slice(1);
  const packed = JSON.stringify(own).slice(1, -1);
  const pages = paginateScan({ client }, { TableName: table });
  let count = 0;
  try {
    for await (const { Items = [] } of pages) {
      const text = JSON.stringify(Items);
      if (text.includes(own) || text.includes(packed)) return 'found';
      count += 1;
      if (count === MOST_PAGES) return 'too large';
    }
  } catch (error) {
    throw unavailable('the ledger', error);
  }
  return 'not found';
}
