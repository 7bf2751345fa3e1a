import { DYNAMO_DB, type DynamoTable, openDynamoTable } from './table.ts';
import { openAwsJson } from '../json/open.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The ledger's table, with the usual AWS credentials and region, or at the usual `AWS_ENDPOINT_URL_DYNAMODB`. Nothing is
 * looked up before it is used.
 *
 * @param now the real time, in milliseconds since the epoch: requests are signed with it.
 */
export const openLedgerTable = (env: Env, name: string, now: () => number): DynamoTable =>
  openDynamoTable(openAwsJson(DYNAMO_DB, env, now), name);
