import { asRecord } from '../../util/is-record.ts';
import { type JsonObject } from '../json.ts';
import { AwsRefusal } from './aws-json-server.ts';

/** The measured values of one moment, by metric. */
export interface MetricSample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/** The samples of a metric's dimensions, oldest first; none for unknown dimensions. */
export type SamplesOf = (
  namespace: unknown,
  dimensions: Readonly<Record<string, unknown>>,
) => readonly MetricSample[];

/** AWS's own limits: queries per call, points per answer. */
const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Average: (values) => sum(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  SampleCount: (values) => values.length,
  Sum: (values) => sum(values),
};

/**
 * CloudWatch's `GetMetricData` without metric math and pages. Unsupported queries are refused: an empty result would be
 * mistaken for an answer.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 * @throws AwsRefusal
 */
export function getMetricData(input: JsonObject, samplesOf: SamplesOf): JsonObject {
  const queries = input['MetricDataQueries'];
  if (!Array.isArray(queries) || queries.length === 0 || queries.length > MAX_QUERIES) {
    throw invalid(`MetricDataQueries must be a list of 1 to ${MAX_QUERIES} queries`);
  }
  const [from, to] = [msOf(input, 'StartTime'), msOf(input, 'EndTime')];
  if (to <= from) throw invalid('EndTime must be after StartTime');
  const isAscending = input['ScanBy'] === 'TimestampAscending';
  const results = queries.map((query) => {
    const { Id, MetricStat, ReturnData = true } = asRecord(query);
    if (typeof Id !== 'string' || MetricStat === undefined || ReturnData !== true) {
      throw invalid('only queries with an Id and a MetricStat are answered here');
    }
    const { name, points } = pointsOf(asRecord(MetricStat), from, to, samplesOf);
    const sorted = isAscending ? points : points.toReversed();
    return {
      Id,
      Label: name,
      Timestamps: sorted.map(([at]) => at / 1_000),
      Values: sorted.map(([, value]) => value),
      StatusCode: 'Complete',
    };
  });
  const count = results.reduce((all, { Values }) => all + Values.length, 0);
  if (count > MAX_POINTS) throw invalid(`more than ${MAX_POINTS} points; ask for a longer Period`);
  return { MetricDataResults: results, Messages: [] };
}

type Point = readonly [number, number];

/** One point per period that has samples, earliest first. */
function pointsOf(
  stat: Readonly<Record<string, unknown>>,
  from: number,
  to: number,
  samplesOf: SamplesOf,
): { readonly name: string; readonly points: readonly Point[] } {
  const { Namespace, MetricName, Dimensions } = asRecord(stat['Metric']);
  const name = String(MetricName);
  const statistic = STATISTICS[String(stat['Stat'])];
  if (statistic === undefined) throw invalid('this Stat is not known here');
  const periodMs = Number(stat['Period']) * 1_000;
  if (!isPeriod(periodMs / 1_000)) throw invalid('Period must be 1, 5, 10, 30 or a multiple of 60');
  const start = (at: number): number => Math.floor(at / periodMs) * periodMs;
  const byPeriod = new Map<number, number[]>();
  for (const { at, values } of samplesOf(Namespace, dimensionsOf(Dimensions))) {
    const value = values[name];
    if (value === undefined || at < start(from) || at >= to) continue;
    const known = byPeriod.get(start(at));
    if (known === undefined) byPeriod.set(start(at), [value]);
    else known.push(value);
  }
  return { name, points: [...byPeriod].map(([at, values]) => [at, statistic(values)]) };
}

const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0);

const dimensionsOf = (list: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (Array.isArray(list) ? list : []).map((one) => {
      const { Name, Value } = asRecord(one);
      return [String(Name), Value];
    }),
  );

function msOf(input: JsonObject, name: string): number {
  const seconds = input[name];
  if (typeof seconds !== 'number') throw invalid(`${name} must be a time`);
  return seconds * 1_000;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const invalid = (message: string): AwsRefusal =>
  new AwsRefusal('InvalidParameterValueException', message);
