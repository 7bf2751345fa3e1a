import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Deployment } from '../cli/deployment.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Ages, History, HistoryPoint } from './answers.ts';
import type { ConsoleContext } from './console-context.ts';

interface OpenHistory extends Pick<ConsoleContext, 'readHistory'> {
  /** Those of now. Never rejects; nothing is known where asking every moment would cost money. */
  readonly readAges: () => Promise<Ages>;
}

/** CloudWatch of the deployment; AWS' own must not be mistaken for that of a local run that has none. */
export function openHistory(
  deployment: Deployment,
  { signups, deadLetters }: ConsoleContext['place'],
  { env, now }: Pick<Terminal, 'env' | 'now'>,
): OpenHistory {
  const isLocal = (env['AWS_ENDPOINT_URL_SQS'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  const hasOwn = (env['AWS_ENDPOINT_URL_CLOUDWATCH'] ?? env['AWS_ENDPOINT_URL']) !== undefined;
  if (isLocal && !hasOwn) {
    return { readHistory: async () => ({ state: 'none', why: NONE }), readAges: async () => ({}) };
  }
  const deps = { signups, deadLetters, now };
  return {
    readHistory: async () => {
      const history = await readHistory({ client: deployment.cloudWatch(), ...deps });
      return isLocal || history.state === 'none' ? history : { ...history, note: NOTE };
    },
    readAges: async () => (isLocal ? readAges({ client: deployment.cloudWatch(), ...deps }) : {}),
  };
}

const NONE =
  'Only CloudWatch knows the age of the oldest message, and this local run has none. The other charts begin when the console was started.';

const NOTE =
  'The ages are those of CloudWatch, minute by minute. It leaves out messages that were received more than three times, and every look receives all dead letters.';

interface AgesDeps {
  readonly client: CloudWatchClient;
  /** Names of the queues. */
  readonly signups: string;
  readonly deadLetters: string;
  readonly now: () => number;
}

/** So far back is looked: it measures every second, and may be late. */
const BACK_MS = 5_000;

/**
 * The ages of now, of a CloudWatch that measures every second and costs nothing: that of a local run. Never rejects; what
 * it does not know is absent.
 */
async function readAges({ client, signups, deadLetters, now }: AgesDeps): Promise<Ages> {
  const query = (id: string, queue: string) =>
    metricQuery({ id, queue, metric: 'oldest', stat: 'Maximum', periodSeconds: 1 });
  const queries = [query('signups', signups), query('dead', deadLetters)];
  const range = { from: now() - BACK_MS, to: now() + 1 };
  const results = await readMetrics(client, queries, range).catch(() => []);
  const latest = (id: string): number | undefined =>
    results.find(({ Id }) => Id === id)?.Values?.at(-1);
  const [signup, dead] = [latest('signups'), latest('dead')];
  return {
    ...(signup !== undefined && { oldestSignupMs: signup * 1_000 }),
    ...(dead !== undefined && { oldestDeadLetterMs: dead * 1_000 }),
  };
}

/** What SQS tells CloudWatch about a queue, under the names of the console. */
const METRICS = {
  waiting: 'ApproximateNumberOfMessagesVisible',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
  oldest: 'ApproximateAgeOfOldestMessage',
} as const;

interface QueueMetric {
  /** Of the result. */
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

/** Every page of the answer, earlier points first. @throws Error of the SDK. */
async function readMetrics(
  client: CloudWatchClient,
  queries: readonly MetricDataQuery[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly MetricDataResult[]> {
  const results: MetricDataResult[] = [];
  let next: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(from),
        EndTime: new Date(to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [...queries],
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    results.push(...(answer.MetricDataResults ?? []));
    next = answer.NextToken;
  } while (next !== undefined);
  return results;
}

interface HistoryDeps {
  readonly client: CloudWatchClient;
  /** Names of the queues. */
  readonly signups: string;
  readonly deadLetters: string;
  readonly now: () => number;
}

const HOURS = 6;

const HOUR_MS = 3_600_000;

const PERIOD_SECONDS = 60;

/** The last six hours of both queues, minute by minute. Never rejects: without CloudWatch it says so. */
export async function readHistory(deps: HistoryDeps): Promise<History> {
  try {
    const { client, signups, deadLetters, now } = deps;
    const queries = [...queriesOf('signups', signups), ...queriesOf('dead', deadLetters)];
    const range = { from: now() - HOURS * HOUR_MS, to: now() };
    const results = await readMetrics(client, queries, range);
    return { state: 'read', points: toPoints(results) };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    const why = `CloudWatch cannot be read (${name}): the charts begin when the console was started, and the age of the oldest signup is not known.`;
    return { state: 'none', why };
  }
}

/** A look moves all dead letters from one number to the other and back: averages of a minute can be added, maxima cannot. */
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
