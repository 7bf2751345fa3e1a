import { awsJson } from '../../src/local/aws-json.ts';
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

/** Everything in the ledger. */
export async function ledgerItems(services: WithTable): Promise<readonly LedgerItem[]> {
  return (await call<{ Items: readonly LedgerItem[] }>(services, 'Scan', {})).Items;
}

export const putLedgerItem = (services: WithTable, Item: LedgerItem): Promise<unknown> =>
  call(services, 'PutItem', { Item });

export const deleteLedgerItem = (services: WithTable, pk: unknown): Promise<unknown> =>
  call(services, 'DeleteItem', { Key: { pk } });
