import { createAwsJson } from '../../src/aws/json/client.ts';
import { DYNAMO_DB, type DynamoTable, openDynamoTable } from '../../src/aws/ledger/table.ts';

interface Place {
  readonly endpoint: string;
  readonly table: string;
}

/** A table of an embedded DynamoDB, reached as the functions reach theirs. */
export const openLocalTable = ({ endpoint, table }: Place): DynamoTable =>
  openDynamoTable(
    createAwsJson(DYNAMO_DB, {
      endpoint: new URL(endpoint),
      region: 'us-east-1',
      credentials: () => Promise.resolve({ accessKeyId: 'local', secretAccessKey: 'local' }),
      now: Date.now,
    }),
    table,
  );
