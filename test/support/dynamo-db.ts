import { randomUUID } from 'node:crypto';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import {
  createLedgerTable,
  type EmbeddedDynamoDb,
  openEmbeddedDynamoDb,
} from '../../src/local/aws/embedded-dynamodb.ts';

/** Set by `npm run test:dynamodb-local`: the address of Amazon's DynamoDB Local. */
const { DYNAMODB_LOCAL_ENDPOINT } = process.env;

/**
 * The DynamoDB of a test: an embedded one of its own, or, in `npm run test:dynamodb-local`, a table of its own in
 * Amazon's.
 */
export const openDynamoDb: typeof openEmbeddedDynamoDb = async (options) =>
  DYNAMODB_LOCAL_ENDPOINT === undefined
    ? openEmbeddedDynamoDb(options)
    : openTableIn(DYNAMODB_LOCAL_ENDPOINT);

async function openTableIn(endpoint: string): Promise<EmbeddedDynamoDb> {
  const table = `ledger-${randomUUID()}`;
  await createLedgerTable(endpoint, table);
  return {
    endpoint,
    table,
    close: async () => {
      await awsJson({
        endpoint,
        target: 'DynamoDB_20120810.DeleteTable',
        input: { TableName: table },
      });
    },
  };
}
