import type { AwsJson, AwsJsonService } from './json/client.ts';

/** The part of DynamoDB that the ledger uses. */
export type DynamoDb = AwsJson<'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem'>;

export const DYNAMO_DB: AwsJsonService = {
  name: 'DynamoDB',
  host: 'dynamodb',
  target: 'DynamoDB_20120810',
  version: '1.0',
  // A hung connection must cost one call, not the batch.
  connectMs: 2_000,
  requestMs: 5_000,
  // The SDK's number for DynamoDB.
  tries: 4,
};
