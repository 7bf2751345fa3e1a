import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Deployment } from '../cli/deployment.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { HistoryPoint, QueueAges, QueueHistory, QueueNames } from './responses.ts';

interface OpenHistory {
  readonly readHistory: () => Promise<QueueHistory>;
  /** The current ages; empty on AWS, where each request costs money. Never rejects. */
  readonly readAges: () => Promise<QueueAges>;
}

/** Reads the deployment's CloudWatch. A local run without CloudWatch must not read that of AWS instead. */
export function openHistory(
  deployment: Deployment,
  { signups, deadLetters }: Pick<QueueNames, 'signups' | 'deadLetters'>,
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): OpenHistory {
  const isLocal = (env['AWS_ENDPOINT_URL_SQS'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  const hasOwn = (env['AWS_ENDPOINT_URL_CLOUDWATCH'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  if (isLocal && !hasOwn) {
    return {
      readHistory: async () => ({ state: 'none', why: NO_CLOUDWATCH }),
      readAges: async () => ({}),
    };
  }
  const deps = { signups, deadLetters, now };
  return {
    readHistory: async () => {
      const history = await readHistory({ client: deployment.cloudWatch(), ...deps });
      return isLocal || history.state === 'none' ? history : { ...history, note: AGES_NOTE };
    },
    readAges: async () => (isLocal ? readAges({ client: deployment.cloudWatch(), ...deps }) : {}),
  };
}

const NO_CLOUDWATCH =
  'This local run has no CloudWatch: the charts start with the console, and the age of the oldest message is unknown.';

const AGES_NOTE =
  'CloudWatch reports the ages once a minute. It ignores messages received more than three times, and every refresh receives all dead letters.';

interface QueueHistoryDeps extends Pick<QueueNames, 'signups' | 'deadLetters'> {
  readonly client: CloudWatchClient;
  readonly now: () => number;
}

/** How far back the current age is read, in milliseconds: the latest point may be late. */
const AGES_RANGE_MS = 5_000;

/** The current ages from the CloudWatch of a local run, which measures every second. Never rejects. */
async function readAges({
  client,
  signups,
  deadLetters,
  now,
}: QueueHistoryDeps): Promise<QueueAges> {
  const query = (id: string, queue: string) =>
    metricQuery({ id, queue, metric: 'oldest', stat: 'Maximum', periodSeconds: 1 });
  const queries = [query('signups', signups), query('dead', deadLetters)];
  const range = { from: now() - AGES_RANGE_MS, to: now() + 1 };
  const results = await readMetrics(client, queries, range).catch(() => []);
  const latest = (id: string): number | undefined =>
    results.find(({ Id }) => Id === id)?.Values?.at(-1);
  const [signup, dead] = [latest('signups'), latest('dead')];
  return {
    ...(signup !== undefined && { oldestSignupMs: signup * 1_000 }),
    ...(dead !== undefined && { oldestDeadLetterMs: dead * 1_000 }),
  };
}

const HISTORY_MS = 6 * 3_600_000;

const PERIOD_SECONDS = 60;

/** The last six hours of both queues, minute by minute. Never rejects: without CloudWatch the result says why. */
export async function readHistory(deps: QueueHistoryDeps): Promise<QueueHistory> {
  try {
    const { client, signups, deadLetters, now } = deps;
    const queries = [...queriesOf('signups', signups), ...queriesOf('dead', deadLetters)];
    const results = await readMetrics(client, queries, { from: now() - HISTORY_MS, to: now() });
    return { state: 'read', points: toPoints(results) };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    const why = `CloudWatch cannot be read (${name}): the charts start with the console, and the age of the oldest message is unknown.`;
    return { state: 'none', why };
  }
}

/**
 * A refresh makes all dead letters in flight for a moment. Their counts are added up, so they must be averages: maxima
 * would count each letter twice.
 */
const queriesOf = (name: 'signups' | 'dead', queue: string): readonly MetricDataQuery[] =>
  (['waiting', 'inFlight', 'delayed', 'oldest'] as const).map((metric) =>
    metricQuery({
      id: `${name}_${metric}`,
      queue,
      metric,
      stat: name === 'dead' && metric !== 'oldest' ? 'Average' : 'Maximum',
      periodSeconds: PERIOD_SECONDS,
    }),
  );

function toPoints(results: readonly MetricDataResult[]): readonly HistoryPoint[] {
  const byTime = new Map<number, Map<string, number>>();
  for (const { Id = '', Timestamps = [], Values = [] } of results) {
    for (const [index, time] of Timestamps.entries()) {
      const values = byTime.get(time.getTime()) ?? new Map<string, number>();
      byTime.set(time.getTime(), values.set(Id, Values[index] ?? 0));
    }
  }
  return [...byTime]
    .toSorted(([one], [other]) => one - other)
    .map(([at, values]) => toPoint(at, values));
}

function toPoint(at: number, values: ReadonlyMap<string, number>): HistoryPoint {
  const some = (name: string, id: string, factor = 1): Readonly<Record<string, number>> => {
    const value = values.get(id);
    return value === undefined ? {} : { [name]: value * factor };
  };
  const depthOf = (queue: string) => ({
    ...some('waiting', `${queue}_waiting`),
    ...some('inFlight', `${queue}_inFlight`),
    ...some('delayed', `${queue}_delayed`),
  });
  return {
    at,
    signups: depthOf('signups'),
    deadLetters: depthOf('dead'),
    ...some('oldestSignupMs', 'signups_oldest', 1_000),
    ...some('oldestDeadLetterMs', 'dead_oldest', 1_000),
  };
}

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

const metricQuery = ({ id, queue, metric, stat, periodSeconds }: QueueMetric): MetricDataQuery => ({
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
async function readMetrics(
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
