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
