import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  loadConfig,
  memoize,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config';
import { once } from '../once.ts';
import { createDynamoDb, type DynamoDb } from './dynamo-db.ts';
import { dynamoDbEndpoint } from './dynamo-db-endpoint.ts';
import { type DynamoTable, openDynamoTable } from './dynamo-table.ts';

type Env = Readonly<Record<string, string | undefined>>;
type Provider = ReturnType<typeof defaultProvider>;

/** Credentials that expire are asked for anew from five minutes before that, in milliseconds. */
const EARLY_MS = 300_000;

/**
 * The ledger's table, with the usual AWS credentials and region, or at the usual `AWS_ENDPOINT_URL_DYNAMODB`. Nothing is
 * looked up before it is used.
 *
 * @param now the real time, in milliseconds since the epoch: requests are signed with it.
 */
export function openLedgerTable(env: Env, name: string, now: () => number): DynamoTable {
  const open = once(async (): Promise<DynamoDb> => {
    const region = await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();
    const credentials = kept(defaultProvider(), now);
    return createDynamoDb({ endpoint: dynamoDbEndpoint(env, region), region, credentials, now });
  });
  return openDynamoTable(async (...request) => (await open())(...request), name);
}

const kept = (provider: Provider, now: () => number): Provider =>
  memoize(
    provider,
    ({ expiration }) => expiration !== undefined && expiration.getTime() - now() < EARLY_MS,
    ({ expiration }) => expiration !== undefined,
  );
