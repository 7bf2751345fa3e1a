import { createAwsJson } from '../../src/aws/json/client.ts';
import type { EmbeddedDynamoDb } from '../../src/local/aws/embedded-dynamodb.ts';
import { DYNAMO_DB, type DynamoTable, openDynamoTable } from '../../src/aws/ledger/table.ts';
import { openDynamoDb } from './dynamo-db.ts';

interface TableAddress {
  readonly endpoint: string;
  readonly table: string;
}

/** A table of an embedded DynamoDB, opened as the functions open theirs. @param tries of each request. */
export const openLocalTable = (
  { endpoint, table }: TableAddress,
  tries = DYNAMO_DB.tries,
): DynamoTable =>
  openDynamoTable(
    createAwsJson(
      { ...DYNAMO_DB, tries },
      {
        endpoint: new URL(endpoint),
        region: 'us-east-1',
        credentials: () => Promise.resolve({ accessKeyId: 'local', secretAccessKey: 'local' }),
        now: Date.now,
      },
    ),
    table,
  );

/** A DynamoDB and a table of its own. */
export interface OpenTable {
  readonly table: DynamoTable;
  readonly dynamoDb: EmbeddedDynamoDb;
  readonly close: () => Promise<void>;
}

export async function openTable(): Promise<OpenTable> {
  const dynamoDb = await openDynamoDb({ port: 0 });
  return { table: openLocalTable(dynamoDb), dynamoDb, close: () => dynamoDb.close() };
}
