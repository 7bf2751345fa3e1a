import type {
  CloudWatchClient,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { History, HistoryPoint } from './answers.ts';
import { metricQuery, readMetrics } from './queue-metrics.ts';

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
