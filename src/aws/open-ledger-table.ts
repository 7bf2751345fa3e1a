import { partition } from '@aws-sdk/core/client';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from '@smithy/core/config';
import { once } from '../once.ts';
import { createDynamoDb, type DynamoDb } from './dynamo-db.ts';
import { type DynamoTable, openDynamoTable } from './dynamo-table.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The ledger's table, with the usual AWS credentials and region, or at the usual `AWS_ENDPOINT_URL_DYNAMODB`. Nothing is
 * looked up before it is used.
 */
export function openLedgerTable(env: Env, name: string, now: () => number): DynamoTable {
  const open = once(async (): Promise<DynamoDb> => {
    const region = await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();
    const endpoint = new URL(endpointOf(env, region));
    return createDynamoDb({ endpoint, region, credentials: defaultProvider(), now });
  });
  return openDynamoTable(async (operation, input) => (await open())(operation, input), name);
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html */
function endpointOf(env: Env, region: string): string {
  const given = env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'];
  if (given) return given;
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  const fips = env['AWS_USE_FIPS_ENDPOINT'] === 'true' ? '-fips' : '';
  const suffix = env['AWS_USE_DUALSTACK_ENDPOINT'] === 'true' ? dualStackDnsSuffix : dnsSuffix;
  return `https://dynamodb${fips}.${region}.${suffix}`;
}
