import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionRecursionConfigCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda';
import { type FunctionFacts, type MappingFacts, nameOf } from '../facts.ts';

/** The current settings of a function. */
export async function readFunction(
  { lambda, logs }: { readonly lambda: LambdaClient; readonly logs: CloudWatchLogsClient },
  name: string,
): Promise<FunctionFacts> {
  const of = { FunctionName: name };
  const [configuration, concurrency, recursion] = await Promise.all([
    lambda.send(new GetFunctionConfigurationCommand(of)),
    lambda.send(new GetFunctionConcurrencyCommand(of)),
    lambda.send(new GetFunctionRecursionConfigCommand(of)),
  ]);
  const group = configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }));
  const days = found.logGroups?.find(({ logGroupName }) => logGroupName === group)?.retentionInDays;
  const reserved = concurrency.ReservedConcurrentExecutions;
  return {
    name,
    timeoutSeconds: configuration.Timeout ?? 3,
    runtime: configuration.Runtime ?? '',
    recursiveLoop: recursion.RecursiveLoop ?? 'Terminate',
    env: configuration.Environment?.Variables ?? {},
    ...(reserved !== undefined && { reservedConcurrency: reserved }),
    ...(days !== undefined && { logRetentionDays: days }),
  };
}

/** The event source mappings of a function. */
export async function readMappings(
  client: LambdaClient,
  name: string,
): Promise<readonly MappingFacts[]> {
  const found: MappingFacts[] = [];
  for await (const page of paginateListEventSourceMappings({ client }, { FunctionName: name })) {
    for (const one of page.EventSourceMappings ?? []) {
      const maximum = one.ScalingConfig?.MaximumConcurrency;
      found.push({
        functionName: name,
        queue: nameOf(one.EventSourceArn ?? ''),
        isEnabled: one.State?.startsWith('Disabl') !== true,
        reportsItemFailures:
          one.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
        ...(maximum !== undefined && { maximumConcurrency: maximum }),
        batchSize: one.BatchSize ?? 10,
        windowSeconds: one.MaximumBatchingWindowInSeconds ?? 0,
        filters: one.FilterCriteria?.Filters?.length ?? 0,
      });
    }
  }
  return found;
}
