import {
  type AlarmFacts,
  type Facts,
  type FunctionFacts,
  type MetricFacts,
  metricOfQuery,
  nameOf,
  type QueueFacts,
  type TableFacts,
} from '../facts.ts';
import { createResolver, type Resolver } from './resolve.ts';
import {
  asText,
  asTexts,
  deniesPlainHttp,
  type Json,
  queuePolicies,
  type Template,
  type TemplateResource,
} from './template.ts';
import { isRecord } from '../../../util/is-record.ts';

/** The settings in a packaged template. Missing values are the defaults of CloudFormation. */
export function readTemplate(template: Template): Facts {
  const ofType = resourcesOf(template);
  const stages = ofType('AWS::ApiGatewayV2::Stage');
  return {
    queues: readQueues(ofType),
    functions: ofType('AWS::Lambda::Function').map((one) => functionOf(one, ofType)),
    mappings: ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) =>
      mappingOf(properties),
    ),
    alarms: ofType('AWS::CloudWatch::Alarm').map(({ name, properties }) =>
      readAlarm(name, properties),
    ),
    tables: ofType('AWS::DynamoDB::Table').map(tableOf),
    // Subscriptions come with a parameter of the deployment: a template without them is no mistake.
    topics: [],
    ...(stages.length > 0 && {
      httpApi: {
        logsAccess: stages.some(({ properties }) => 'AccessLogSettings' in properties),
        isThrottled: stages.every(({ properties }) =>
          isRecord(properties['DefaultRouteSettings'])
            ? Number(properties['DefaultRouteSettings']['ThrottlingRateLimit']) > 0
            : false,
        ),
      },
    }),
  };
}

function functionOf({ id, name, properties }: NamedResource, ofType: ByType): FunctionFacts {
  const environment = properties['Environment'];
  const variables = isRecord(environment) ? environment['Variables'] : undefined;
  const logs = ofType('AWS::Logs::LogGroup').find((one) => one.name === `/aws/lambda/${name}`);
  const retention = Number(logs?.properties['RetentionInDays'] ?? Number.NaN);
  const reserved = properties['ReservedConcurrentExecutions'];
  return {
    name,
    logicalId: id,
    timeoutSeconds: Number(properties['Timeout'] ?? 3),
    runtime: asText(properties['Runtime']),
    recursiveLoop: asText(properties['RecursiveLoop'] ?? 'Terminate'),
    ...(reserved !== undefined && { reservedConcurrency: Number(reserved) }),
    env: Object.fromEntries(
      Object.entries(isRecord(variables) ? variables : {}).map(([key, one]) => [key, asText(one)]),
    ),
    ...(!Number.isNaN(retention) && { logRetentionDays: retention }),
  };
}

function mappingOf(properties: Json): Facts['mappings'][number] {
  const { ScalingConfig: scaling, FilterCriteria: criteria } = properties;
  const maximum = isRecord(scaling) ? scaling['MaximumConcurrency'] : undefined;
  const filters = isRecord(criteria) ? criteria['Filters'] : undefined;
  return {
    functionName: nameOf(asText(properties['FunctionName'])),
    queue: nameOf(asText(properties['EventSourceArn'])),
    isEnabled: asText(properties['Enabled'] ?? true) !== 'false',
    reportsItemFailures: asTexts(properties['FunctionResponseTypes']).includes(
      'ReportBatchItemFailures',
    ),
    ...(maximum !== undefined && { maximumConcurrency: Number(maximum) }),
    batchSize: Number(properties['BatchSize'] ?? 10),
    windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
    filters: Array.isArray(filters) ? filters.length : 0,
  };
}

function tableOf({ id, name, properties, kept }: NamedResource): TableFacts {
  const flag = (specification: string, key: string): boolean => {
    const found = properties[specification];
    return isRecord(found) && asText(found[key]) === 'true';
  };
  const ttl = properties['TimeToLiveSpecification'];
  return {
    name,
    logicalId: id,
    kept,
    ...(flag('TimeToLiveSpecification', 'Enabled') &&
      isRecord(ttl) && { ttlAttribute: asText(ttl['AttributeName']) }),
    canBeRecovered: flag('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'),
    hasOwnKey: flag('SSESpecification', 'SSEEnabled'),
  };
}

/** An alarm of a template. An alarm on several metrics counts for each of them. */
function readAlarm(name: string, properties: Json): AlarmFacts {
  const { Metrics: metrics, Threshold: threshold, ActionsEnabled: enabled = true } = properties;
  return {
    name,
    metrics: Array.isArray(metrics) ? metrics.flatMap(metricsIn) : [toMetric(properties)],
    ...(threshold !== undefined && { threshold: Number(threshold) }),
    actions:
      asText(enabled) === 'false'
        ? []
        : asTexts(properties['AlarmActions']).map((one) => nameOf(one)),
  };
}

/** What one entry of an alarm's `Metrics` reads. */
function metricsIn(query: unknown): readonly MetricFacts[] {
  if (!isRecord(query)) return [];
  const { MetricStat: stat, Expression: expression } = query;
  const metric = isRecord(stat) ? stat['Metric'] : undefined;
  return isRecord(metric) ? [toMetric(metric)] : metricOfQuery(asText(expression));
}

const toMetric = (metric: Json): MetricFacts => ({
  namespace: asText(metric['Namespace']),
  metric: asText(metric['MetricName']),
  dimensions: (Array.isArray(metric['Dimensions']) ? metric['Dimensions'] : [])
    .filter(isRecord)
    .map((dimension) => asText(dimension['Value'])),
});

/** The queues of a template, with their policies. */
function readQueues(ofType: ByType): Facts['queues'] {
  const policies = ofType('AWS::SQS::QueuePolicy').map(({ properties }) => properties);
  return ofType('AWS::SQS::Queue').map((queue) => toQueue(queue, policies));
}

function toQueue(
  { id, name, properties, kept }: NamedResource,
  policies: readonly Json[],
): QueueFacts {
  const { MaximumMessageSize: maximum } = properties;
  return {
    name,
    ...(maximum !== undefined && { maxMessageBytes: Number(maximum) }),
    logicalId: id,
    kept,
    visibilitySeconds: Number(properties['VisibilityTimeout'] ?? 30),
    retentionSeconds: Number(properties['MessageRetentionPeriod'] ?? 345_600),
    isEncrypted:
      asText(properties['SqsManagedSseEnabled']) !== 'false' || 'KmsMasterKeyId' in properties,
    deniesPlainHttp: policies.some(
      ({ Queues, PolicyDocument }) =>
        asTexts(Queues).includes(name) && deniesPlainHttp(PolicyDocument),
    ),
    ...queuePolicies(properties['RedrivePolicy'], properties['RedriveAllowPolicy']),
  };
}

/** A resource of a template, its references resolved to names. */
interface NamedResource {
  readonly id: string;
  readonly name: string;
  readonly properties: Json;
  readonly kept: { readonly onDeletion: boolean; readonly onReplacement: boolean };
}

/** The resources of a type whose conditions hold. */
type ByType = (type: string) => readonly NamedResource[];

function resourcesOf(template: Template): ByType {
  const resolver = createResolver(template);
  const all = Object.entries(template.Resources).filter(([, { Condition }]) =>
    resolver.holds(Condition),
  );
  return (type) =>
    all.flatMap(([id, resource]) =>
      resource.Type === type ? [toResource(id, resource, resolver)] : [],
    );
}

function toResource(
  id: string,
  resource: TemplateResource,
  { value, name }: Resolver,
): NamedResource {
  const { Properties = {}, DeletionPolicy, UpdateReplacePolicy } = resource;
  const properties = value(Properties);
  const isKept = (policy: string | undefined): boolean => /^Retain|^Snapshot/.test(policy ?? '');
  return {
    id,
    name: name(id),
    properties: isRecord(properties) ? properties : {},
    kept: { onDeletion: isKept(DeletionPolicy), onReplacement: isKept(UpdateReplacePolicy) },
  };
}
