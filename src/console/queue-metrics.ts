import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';

/** The CloudWatch metrics of an SQS queue, under the console's names. */
const METRICS = {
  waiting: 'ApproximateNumberOfMessagesVisible',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
  oldest: 'ApproximateAgeOfOldestMessage',
} as const;

interface QueueMetric {
  /** Id of the result. */
  readonly id: string;
  /** Name of the queue. */
  readonly queue: string;
  readonly metric: keyof typeof METRICS;
  readonly stat: 'Maximum' | 'Average';
  readonly periodSeconds: number;
}

export const metricQuery = ({
  id,
  queue,
  metric,
  stat,
  periodSeconds,
}: QueueMetric): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SQS',
      MetricName: METRICS[metric],
      Dimensions: [{ Name: 'QueueName', Value: queue }],
    },
    Period: periodSeconds,
    Stat: stat,
  },
});

/** Reads all pages of the result, earlier points first. @throws Error of the SDK. */
export async function readMetrics(
  client: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [...queries],
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    results.push(...(page.MetricDataResults ?? []));
    next = page.NextToken;
  } while (next !== undefined);
  return results;
}
