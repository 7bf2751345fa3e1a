import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from '../aws/ledger/table.ts';
import { openLedgerTable } from '../aws/ledger/open-table.ts';
import type { ConfigurationPaths } from '../aws/store-admin.ts';
import type { ReadParameter } from '../aws/parameters.ts';
import { readSecret } from '../aws/stores.ts';
import { sdkParameters } from '../aws/sdk-parameters.ts';
import { overlap } from '../config/settings.ts';
import { createDigest, type Digest } from '../event/digest.ts';
import { once } from '../util/once.ts';
import { RELAY_OPTIONS } from './output/format.ts';
import { UsageError } from './usage-error.ts';

/** The environment variables with names and addresses of resources. Each is an output of the stack. */
export type ResourceName =
  | 'SIGNUPS_QUEUE_URL'
  | 'DEAD_LETTER_QUEUE_URL'
  | 'LEDGER_TABLE'
  | 'STORES_PATH'
  | 'SOURCES_PATH'
  | 'LEDGER_KEY_PARAMETER'
  | 'ARCHIVE_BUCKET'
  | 'EGRESS_ADDRESS'
  | 'CONSUME_LOG_GROUP'
  | 'RECEIVE_LOG_GROUP';

export type Env = Readonly<Record<string, string | undefined>>;

/** The resources of a relay. Each client is opened at its first use. */
export interface Deployment {
  /** @throws UsageError the variable is not set. */
  requiredName(name: ResourceName): string;
  /** Undefined if the variable is not set. */
  optionalName(name: ResourceName): string | undefined;
  /** The keyed hash that the ledger and log lines use. @throws UsageError, ConfigError */
  digest(): Promise<Digest>;
  sqs(): SQSClient;
  ssm(): SSMClient;
  readParameter: ReadParameter;
  dynamoDb(): DynamoDBDocumentClient;
  /** The ledger's table, opened as the functions open it. @throws UsageError its name is not set. */
  ledgerTable(): DynamoTable;
  s3(): S3Client;
  logs(): CloudWatchLogsClient;
  cloudWatch(): CloudWatchClient;
  lambda(): LambdaClient;
  cloudFormation(): CloudFormationClient;
}

/** Without timeouts a dead connection would block the command. */
const aws = {
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/** The relay of the environment. Credentials, region and `AWS_ENDPOINT_URL_*` are the usual ones of the AWS SDK. */
export function openDeployment(env: Env): Deployment {
  const optionalName = (name: ResourceName): string | undefined =>
    env[name]?.trim().replace(/\/+$/, '') || undefined;
  const requiredName = (name: ResourceName): string => {
    const found = optionalName(name);
    if (found !== undefined) return found;
    const options = env[RELAY_OPTIONS];
    if (options) throw new UsageError(`${name} is not set by ${options}.`);
    throw new UsageError(
      `${name} is not set. Add --stage <stage> for a deployed relay, or --env local.env for a relay of npm start.`,
    );
  };
  const ssm = lazy(() => new SSMClient(aws));
  const readParameter: ReadParameter = async (name) => sdkParameters(ssm())(name);
  return {
    requiredName,
    optionalName,
    digest: once(async () =>
      createDigest(await readSecret(readParameter, requiredName('LEDGER_KEY_PARAMETER'))),
    ),
    ssm,
    readParameter,
    sqs: lazy(() => new SQSClient(aws)),
    dynamoDb: lazy(() =>
      DynamoDBDocumentClient.from(new DynamoDBClient(aws), {
        marshallOptions: { removeUndefinedValues: true },
      }),
    ),
    ledgerTable: lazy(() => openLedgerTable(env, requiredName('LEDGER_TABLE'), Date.now)),
    // A local endpoint has no host name for each bucket.
    s3: lazy(
      () => new S3Client({ ...aws, forcePathStyle: env['AWS_ENDPOINT_URL_S3'] !== undefined }),
    ),
    logs: lazy(() => new CloudWatchLogsClient(aws)),
    cloudWatch: lazy(() => new CloudWatchClient(aws)),
    lambda: lazy(() => new LambdaClient(aws)),
    cloudFormation: lazy(() => new CloudFormationClient(aws)),
  };
}

/**
 * Where the configurations are.
 *
 * @param prefix of a stage without a stack: its stores and sources are below it.
 * @throws UsageError a path is not set, or one lies inside the other.
 */
export function configurationPaths(
  relay: Pick<Deployment, 'requiredName' | 'optionalName'>,
  prefix?: string,
): ConfigurationPaths {
  if (prefix !== undefined) {
    const path = prefix.replace(/\/+$/, '');
    if (!/^(?:\/[\w.-]+)+$/.test(path))
      throw new UsageError('--path needs a path such as /signup-relay/prod.');
    return { stores: `${path}/stores`, sources: `${path}/sources` };
  }
  const stores = relay.requiredName('STORES_PATH');
  const sources = relay.optionalName('SOURCES_PATH');
  if (sources === undefined) {
    throw new UsageError(
      'SOURCES_PATH is not set. An older version is deployed, or only STORES_PATH is set: docs/upgrading.md has the steps. To work by path, add --path /signup-relay/<stage>.',
    );
  }
  if (overlap(stores, sources))
    throw new UsageError('Neither of STORES_PATH and SOURCES_PATH may lie inside the other.');
  return { stores, sources };
}

function lazy<T>(open: () => T): () => T {
  let opened: T | undefined;
  return () => (opened ??= open());
}
