import { DYNAMO_DB, type DynamoTable, openDynamoTable } from './table.ts';
import { openAwsJson } from '../json/open.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The ledger's table, with the usual AWS credentials, region and `AWS_ENDPOINT_URL_DYNAMODB`. They are read with the first
 * request.
 *
 * @param now the real time, in milliseconds since the epoch; the signature of a request has it.
 */
export const openLedgerTable = (env: Env, name: string, now: () => number): DynamoTable =>
  openDynamoTable(openAwsJson(DYNAMO_DB, env, now), name);
