import { type Facts, type FunctionFacts, nameOf, type TableFacts } from '../facts.ts';
import { readAlarm } from './read-alarm.ts';
import { readQueues } from './read-queues.ts';
import { type ByType, type Resource, resourcesOf } from './resources.ts';
import { isJson, type Json, type Template } from './template.ts';
import { asText, asTexts } from './texts.ts';

/** What a packaged template says about a deployment. Defaults are those of CloudFormation. */
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
    // Whoever packages has not said who is to be told: that is no mistake of the template.
    topics: [],
    ...(stages.length > 0 && {
      httpApi: {
        logsAccess: stages.some(({ properties }) => 'AccessLogSettings' in properties),
        isThrottled: stages.every(({ properties }) =>
          isJson(properties['DefaultRouteSettings'])
            ? Number(properties['DefaultRouteSettings']['ThrottlingRateLimit']) > 0
            : false,
        ),
      },
    }),
  };
}

function functionOf({ id, name, properties }: Resource, ofType: ByType): FunctionFacts {
  const environment = properties['Environment'];
  const variables = isJson(environment) ? environment['Variables'] : undefined;
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
      Object.entries(isJson(variables) ? variables : {}).map(([key, one]) => [key, asText(one)]),
    ),
    ...(!Number.isNaN(retention) && { logRetentionDays: retention }),
  };
}

function mappingOf(properties: Json): Facts['mappings'][number] {
  const { ScalingConfig: scaling, FilterCriteria: criteria } = properties;
  const maximum = isJson(scaling) ? scaling['MaximumConcurrency'] : undefined;
  const filters = isJson(criteria) ? criteria['Filters'] : undefined;
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

function tableOf({ id, name, properties, kept }: Resource): TableFacts {
  const flag = (specification: string, key: string): boolean => {
    const found = properties[specification];
    return isJson(found) && asText(found[key]) === 'true';
  };
  const ttl = properties['TimeToLiveSpecification'];
  return {
    name,
    logicalId: id,
    kept,
    ...(flag('TimeToLiveSpecification', 'Enabled') &&
      isJson(ttl) && { ttlAttribute: asText(ttl['AttributeName']) }),
    canBeRecovered: flag('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'),
    hasOwnKey: flag('SSESpecification', 'SSEEnabled'),
  };
}
