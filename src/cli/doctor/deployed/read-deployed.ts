import {
  type CloudWatchClient,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../deployment.ts';
import { UsageError } from '../../usage-error.ts';
import {
  type AlarmFacts,
  type Facts,
  metricOfQuery,
  nameOf,
  type QueueFacts,
  type TableFacts,
} from '../facts.ts';
import { readTemplate } from '../template/read-template.ts';
import { deniesPlainHttp, queuePolicies } from '../template/template.ts';
import { readFunction, readMappings } from './read-function.ts';
import { type StackResource, stackResources, stackTemplate } from './stack-resources.ts';

/** The current settings of a stack, which may differ from its template. @throws UsageError they cannot be read. */
export async function readDeployed(deployment: Deployment, stack: string): Promise<Facts> {
  const cloudFormation = deployment.cloudFormation();
  const resources = await stackResources(cloudFormation, stack);
  const template = await stackTemplate(cloudFormation, stack);
  const packaged = template && readTemplate(template);
  const of = (type: string): readonly StackResource[] =>
    resources.filter((one) => one.type === type && one.physicalId !== '');
  /** Deletion policies stand in the template only. */
  const known = (logicalId: string) => {
    const all = packaged ? [...packaged.queues, ...packaged.tables] : [];
    const kept = all.find((one) => one.logicalId === logicalId)?.kept;
    return { logicalId, ...(kept && { kept }) };
  };
  const parts = { lambda: deployment.lambda(), logs: deployment.logs() };
  try {
    const functions = of('AWS::Lambda::Function');
    const [queues, tables, alarms, read, mappings] = await Promise.all([
      Promise.all(
        of('AWS::SQS::Queue').map(async ({ physicalId, logicalId }) =>
          Object.assign(await readQueue(deployment.sqs(), physicalId), known(logicalId)),
        ),
      ),
      Promise.all(
        of('AWS::DynamoDB::Table').map(async ({ physicalId, logicalId }) =>
          Object.assign(await readTable(deployment.dynamoDb(), physicalId), known(logicalId)),
        ),
      ),
      readAlarms(deployment.cloudWatch()),
      Promise.all(functions.map(({ physicalId }) => readFunction(parts, physicalId))),
      Promise.all(functions.map(({ physicalId }) => readMappings(parts.lambda, physicalId))),
    ]);
    return {
      queues,
      tables,
      alarms,
      functions: read,
      mappings: mappings.flat(),
      topics: of('AWS::SNS::Topic').map(({ physicalId }) => ({
        name: nameOf(physicalId),
        hasSubscription: of('AWS::SNS::Subscription').some((one) =>
          one.physicalId.startsWith(`${physicalId}:`),
        ),
      })),
      ...(packaged?.httpApi && { httpApi: packaged.httpApi }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(
      `The settings of ${stack} cannot be read (${error.name}). The credentials need permission to describe queues, functions, alarms, tables and log groups.`,
      { cause: error },
    );
  }
}

/** Every metric alarm, also those that are not part of the stack. */
async function readAlarms(client: CloudWatchClient): Promise<readonly AlarmFacts[]> {
  const found: AlarmFacts[] = [];
  for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes: ['MetricAlarm'] })) {
    found.push(...(page.MetricAlarms ?? []).map(toAlarm));
  }
  return found;
}

function toAlarm(alarm: MetricAlarm): AlarmFacts {
  const { AlarmName = '', Threshold, ActionsEnabled = true, AlarmActions = [], Metrics } = alarm;
  const queried = (Metrics ?? []).flatMap(({ Expression = '' }) => metricOfQuery(Expression));
  const metrics = (Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  const own = metrics.length > 0 || queried.length > 0 ? metrics : [alarm];
  return {
    name: AlarmName,
    metrics: [
      ...queried,
      ...own.map((one) => ({
        namespace: one.Namespace ?? '',
        metric: one.MetricName ?? '',
        dimensions: (one.Dimensions ?? []).map(({ Value = '' }) => Value),
      })),
    ],
    ...(Threshold !== undefined && { threshold: Threshold }),
    actions: ActionsEnabled ? AlarmActions.map(nameOf) : [],
  };
}

/** The current settings of a queue. */
async function readQueue(client: SQSClient, url: string): Promise<QueueFacts> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const attributes: Readonly<Record<string, string | undefined>> =
    (await client.send(command)).Attributes ?? {};
  const json = (name: string): unknown => parsed(attributes[name]);
  const maxMessageBytes = Number(attributes['MaximumMessageSize']);
  return {
    name: nameOf(url),
    visibilitySeconds: Number(attributes['VisibilityTimeout'] ?? 30),
    retentionSeconds: Number(attributes['MessageRetentionPeriod'] ?? 345_600),
    ...(!Number.isNaN(maxMessageBytes) && { maxMessageBytes }),
    isEncrypted:
      attributes['SqsManagedSseEnabled'] === 'true' || Boolean(attributes['KmsMasterKeyId']),
    deniesPlainHttp: deniesPlainHttp(json('Policy')),
    ...queuePolicies(json('RedrivePolicy'), json('RedriveAllowPolicy')),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The current settings of a table. */
async function readTable(client: Pick<DynamoDBClient, 'send'>, name: string): Promise<TableFacts> {
  const of = { TableName: name };
  const [table, ttl, backups] = await Promise.all([
    client.send(new DescribeTableCommand(of)),
    client.send(new DescribeTimeToLiveCommand(of)),
    client.send(new DescribeContinuousBackupsCommand(of)),
  ]);
  const { TimeToLiveStatus = '', AttributeName } = ttl.TimeToLiveDescription ?? {};
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  return {
    name,
    ...(TimeToLiveStatus.startsWith('ENABL') &&
      AttributeName !== undefined && { ttlAttribute: AttributeName }),
    canBeRecovered: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
    hasOwnKey: /^(?:ENABL|UPDATING)/.test(table.Table?.SSEDescription?.Status ?? ''),
  };
}
