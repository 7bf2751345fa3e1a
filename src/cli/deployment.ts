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
import type { ReadParameter } from '../aws/parameters.ts';
import { readSecret } from '../aws/stores.ts';
import { sdkParameters } from '../aws/sdk-parameters.ts';
import { createDigest, type Digest } from '../event/digest.ts';
import { once } from '../util/once.ts';
import { UsageError } from './usage-error.ts';

/** The variables that say where the relay is; each is an output of its stack. */
export type ResourceName =
  | 'SIGNUPS_QUEUE_URL'
  | 'DEAD_LETTER_QUEUE_URL'
  | 'LEDGER_TABLE'
  | 'STORES_PATH'
  | 'LEDGER_KEY_PARAMETER'
  | 'ARCHIVE_BUCKET'
  | 'CONSUME_LOG_GROUP'
  | 'RECEIVE_LOG_GROUP';

export type Env = Readonly<Record<string, string | undefined>>;

/** The relay that a command works on. Nothing is opened before it is used. */
export interface Deployment {
  /** @throws UsageError it is not set; the message says what to do. */
  requiredName(name: ResourceName): string;
  /** Undefined where it is not set. */
  optionalName(name: ResourceName): string | undefined;
  /** The keyed hash of the ledger and of ids in log lines. @throws UsageError, ConfigError */
  digest(): Promise<Digest>;
  sqs(): SQSClient;
  ssm(): SSMClient;
  readParameter: ReadParameter;
  dynamoDb(): DynamoDBDocumentClient;
  /** The ledger's table, as the functions use it. @throws UsageError it is not set. */
  ledgerTable(): DynamoTable;
  s3(): S3Client;
  logs(): CloudWatchLogsClient;
  cloudWatch(): CloudWatchClient;
  lambda(): LambdaClient;
  cloudFormation(): CloudFormationClient;
}

/** A hung connection must not hang the command. */
const aws = {
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

/** The relay of the environment: usual AWS credentials and region, or the usual `AWS_ENDPOINT_URL_*` of a local run. */
export function openDeployment(env: Env): Deployment {
  const optionalName = (name: ResourceName): string | undefined =>
    env[name]?.trim().replace(/\/+$/, '') || undefined;
  const requiredName = (name: ResourceName): string => {
    const found = optionalName(name);
    if (found !== undefined) return found;
    throw new UsageError(
      `${name} is not set. Name the stack with --stage <stage>, or the file that npm start wrote with --env local.env, or set the variable.`,
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
    // An endpoint of one's own rarely has a host name per bucket.
    s3: lazy(
      () => new S3Client({ ...aws, forcePathStyle: env['AWS_ENDPOINT_URL_S3'] !== undefined }),
    ),
    logs: lazy(() => new CloudWatchLogsClient(aws)),
    cloudWatch: lazy(() => new CloudWatchClient(aws)),
    lambda: lazy(() => new LambdaClient(aws)),
    cloudFormation: lazy(() => new CloudFormationClient(aws)),
  };
}

function lazy<T>(open: () => T): () => T {
  let opened: T | undefined;
  return () => (opened ??= open());
}
