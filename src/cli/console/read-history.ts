import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { History, HistoryPoint } from './answers.ts';

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
/** What SQS tells CloudWatch every minute, under the names of the console. */
const METRICS = {
  waiting: 'ApproximateNumberOfMessagesVisible',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
  oldest: 'ApproximateAgeOfOldestMessage',
} as const;
type Metric = keyof typeof METRICS;
const NAMES: readonly Metric[] = ['waiting', 'inFlight', 'delayed', 'oldest'];

/** The last six hours of both queues, minute by minute. Never rejects: without CloudWatch it says so. */
export async function readHistory(deps: HistoryDeps): Promise<History> {
  try {
    const results = await readResults(deps);
    return { state: 'read', points: toPoints(results) };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    const why = `CloudWatch cannot be read (${name}): the charts begin when the console was started, and the age of the oldest signup is not known.`;
    return { state: 'none', why };
  }
}

async function readResults(deps: HistoryDeps): Promise<readonly MetricDataResult[]> {
  const { client, signups, deadLetters, now } = deps;
  const MetricDataQueries = [...queriesOf('signups', signups), ...queriesOf('dead', deadLetters)];
  const results: MetricDataResult[] = [];
  let next: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now() - HOURS * HOUR_MS),
        EndTime: new Date(now()),
        ScanBy: 'TimestampAscending',
        MetricDataQueries,
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    results.push(...(answer.MetricDataResults ?? []));
    next = answer.NextToken;
  } while (next !== undefined);
  return results;
}

const queriesOf = (queue: 'signups' | 'dead', name: string): readonly MetricDataQuery[] =>
  NAMES.map((metric) => ({
    Id: `${queue}_${metric}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SQS',
        MetricName: METRICS[metric],
        Dimensions: [{ Name: 'QueueName', Value: name }],
      },
      Period: PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  }));

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
