import { describe, expect, it } from 'vitest';
import { asRecord } from '../../../src/util/is-record.ts';
import { getMetricData, type SamplesOf } from '../../../src/local/aws/metric-data.ts';

/** One value per second, 1, 2, …, starting at 100 s. */
const samples = Array.from({ length: 90 }, (_, at) => ({
  at: (100 + at) * 1_000,
  values: { Depth: at + 1 },
}));
const samplesOf: SamplesOf = (namespace, { Queue: queue }) =>
  namespace === 'Ours' && queue === 'q' ? samples : [];

const QUERY = {
  Id: 'a',
  MetricStat: {
    Metric: {
      Namespace: 'Ours',
      MetricName: 'Depth',
      Dimensions: [{ Name: 'Queue', Value: 'q' }],
    },
    Period: 60,
    Stat: 'Maximum',
  },
};
const ask = (stat: object = {}, range: object = {}) => {
  const query = { ...QUERY, MetricStat: { ...QUERY.MetricStat, ...stat } };
  const times = { StartTime: 0, EndTime: 1_000, ScanBy: 'TimestampAscending' };
  const input = { MetricDataQueries: [query], ...times, ...range };
  const { MetricDataResults: results } = getMetricData(input, samplesOf);
  return asRecord(Array.isArray(results) ? results[0] : undefined);
};

const REFUSED = expect.objectContaining({ code: 'InvalidParameterValueException' });

describe('the embedded GetMetricData', () => {
  it.each([
    ['Maximum', [20, 80, 90]],
    ['Minimum', [1, 21, 81]],
    ['Average', [10.5, 50.5, 85.5]],
    ['Sum', [210, 3_030, 855]],
    ['SampleCount', [20, 60, 10]],
  ])('aggregates the seconds of a minute: %s', (Stat, values) => {
    expect(ask({ Stat })).toEqual({
      Id: 'a',
      Label: 'Depth',
      Timestamps: [60, 120, 180],
      Values: values,
      StatusCode: 'Complete',
    });
  });

  it.each([
    ['the latest first unless asked otherwise', { ScanBy: undefined }, [90, 80, 20]],
    ['from the period of the start on', { StartTime: 130 }, [80, 90]],
    ['to before the end', { EndTime: 150 }, [20, 50]],
  ])('answers %s', (_, range, values) => {
    expect(ask({}, range)['Values']).toEqual(values);
  });

  it('returns single seconds', () => {
    expect(ask({ Period: 1 }, { StartTime: 187.5 })['Values']).toEqual([88, 89, 90]);
  });

  it.each([
    ['another namespace', { Namespace: 'AWS/SQS' }],
    ['another metric', { MetricName: 'Age' }],
    ['another dimension', { Dimensions: [{ Name: 'Queue', Value: 'other' }] }],
    ['no dimension', { Dimensions: undefined }],
  ])('returns nothing for %s', (_, changes) => {
    const { Values } = ask({ Metric: { ...QUERY.MetricStat.Metric, ...changes } });
    expect(Values).toEqual([]);
  });

  it.each([
    ['no query', { MetricDataQueries: [] }],
    ['metric math', { MetricDataQueries: [{ Id: 'a', Expression: 'b + c' }] }],
    ['a query for other queries only', { MetricDataQueries: [{ ...QUERY, ReturnData: false }] }],
    ['a query without an id', { MetricDataQueries: [{ ...QUERY, Id: undefined }] }],
    ['no start', { StartTime: undefined }],
    ['an end before the start', { StartTime: 2, EndTime: 1 }],
  ])('refuses %s instead of an empty answer', (_, changes) => {
    expect(() => ask({}, changes)).toThrow(REFUSED);
  });

  it.each([{ Stat: 'p99' }, { Period: 45 }, { Period: 0 }, { Period: undefined }])(
    'refuses %j, which it cannot answer',
    (stat) => {
      expect(() => ask(stat)).toThrow(REFUSED);
    },
  );

  it('refuses more points than AWS returns per answer', () => {
    const queries = Array.from({ length: 12 }, () => ({
      ...QUERY,
      MetricStat: { ...QUERY.MetricStat, Period: 1 },
    }));
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      at: at * 1_000,
      values: { Depth: 1 },
    }));
    const input = { MetricDataQueries: queries, StartTime: 0, EndTime: 10_000 };
    expect(() => getMetricData(input, () => many)).toThrow('longer Period');
  });
});
