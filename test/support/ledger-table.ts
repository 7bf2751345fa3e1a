import { awsJson } from '../../src/local/aws/aws-json.ts';
import type { Embedded } from './embedded.ts';

/** An item of the ledger in DynamoDB's own JSON. */
export type LedgerItem = Readonly<Record<string, unknown>>;

type WithTable = Pick<Embedded, 'dynamoDb'>;

const call = <T>({ dynamoDb }: WithTable, operation: string, input: object): Promise<T> =>
  awsJson<T>({
    endpoint: dynamoDb.endpoint,
    target: `DynamoDB_20120810.${operation}`,
    input: { TableName: dynamoDb.table, ...input },
  });

/** All items of the ledger. */
export async function ledgerItems(services: WithTable): Promise<readonly LedgerItem[]> {
  return (await call<{ Items: readonly LedgerItem[] }>(services, 'Scan', {})).Items;
}

export const putLedgerItem = (services: WithTable, Item: LedgerItem): Promise<unknown> =>
  call(services, 'PutItem', { Item });

export const deleteLedgerItem = (services: WithTable, pk: unknown): Promise<unknown> =>
  call(services, 'DeleteItem', { Key: { pk } });

type NumberValue = { readonly N: string };
const earlier = ({ N }: NumberValue, ms: number): NumberValue => ({ N: String(Number(N) - ms) });

/**
 * Ages what a killed function has left behind: its leases and its marks of unfinished creates. To be called only
 * while no function runs.
 */
export async function ageLedger(services: WithTable, ms: number): Promise<void> {
  for (const item of await ledgerItems(services)) {
    const { lease, creatingSince } = item as {
      readonly lease?: { readonly M: { readonly until: NumberValue } };
      readonly creatingSince?: NumberValue;
    };
    if (lease === undefined && creatingSince === undefined) continue;
    await putLedgerItem(services, {
      ...item,
      ...(lease && { lease: { M: { ...lease.M, until: earlier(lease.M.until, ms) } } }),
      ...(creatingSince && { creatingSince: earlier(creatingSince, ms) }),
    });
  }
}
