import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { awsJson } from '../../../src/local/aws/aws-json.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import { createMetricStore, type MetricStoreOptions } from '../../../src/local/aws/metric-store.ts';
import { sendMessage } from '../../../src/local/aws/queue-calls.ts';
import { inspectQueue } from '../../support/queued.ts';
import { until } from '../../support/until.ts';

const METRICS = [
  'ApproximateNumberOfMessagesVisible',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateAgeOfOldestMessage',
] as const;

let sqs: EmbeddedSqs;
beforeAll(async () => {
  sqs = await openEmbeddedSqs({ port: 0 });
});
afterAll(() => sqs.close());

async function open(options: MetricStoreOptions = {}, peek = sqs.peek) {
  const queues = { signups: () => peek('signups') };
  const store = createMetricStore(queues, { everyMs: 5, ...options });
  const endpoint = await store.listen();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
  onTestFinished(async () => {
    client.destroy();
    await store.close();
  });
  const read = async (queue = 'signups', Period = 60) => {
    const query = (MetricName: string) => ({
      Id: MetricName.toLowerCase(),
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SQS',
          MetricName,
          Dimensions: [{ Name: 'QueueName', Value: queue }],
        },
        Period,
        Stat: 'Maximum',
      },
    });
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(0),
        EndTime: new Date('2100-01-01T00:00:00Z'),
        MetricDataQueries: METRICS.map(query),
      }),
    );
    return MetricDataResults;
  };
  const values = async () => (await read()).map(({ Values = [] }) => Values[0]);
  return { client, read, values };
}

describe('the embedded CloudWatch', () => {
  it('returns the message counts of a queue and the age of the oldest', async () => {
    const { signups, endpoint } = sqs;
    const send = (attributes = {}) =>
      awsJson({
        endpoint,
        target: 'AmazonSQS.SendMessage',
        input: { QueueUrl: signups.url, MessageBody: 'x', ...attributes },
      });
    for (const attributes of [{}, {}, {}, { DelaySeconds: 600 }]) await send(attributes);
    await awsJson({
      endpoint,
      target: 'AmazonSQS.ReceiveMessage',
      input: { QueueUrl: signups.url, MaxNumberOfMessages: 1 },
    });
    // A peek 90 seconds later.
    const { values, read } = await open({ now: () => Date.now() + 90_000 });
    await until(async () => (await values())[0] !== undefined);
    const [visible, hidden, delayed, age] = await values();
    expect([visible, hidden, delayed]).toEqual([2, 1, 1]);
    expect(age).toBeGreaterThanOrEqual(90);
    expect(age).toBeLessThan(120);
    const [{ Timestamps = [] } = {}] = await read();
    expect(Math.abs(Date.now() + 90_000 - Number(Timestamps[0]))).toBeLessThanOrEqual(90_000);
  });

  it.each([
    ['an empty queue is not old', { visible: 0, hidden: 0, delayed: 0 }, [0, 0, 0, 0]],
    [
      'a clock that was put back makes no age below zero',
      { visible: 1, hidden: 0, delayed: 0, oldestSentAt: 9_000 },
      [1, 0, 0, 0],
    ],
  ])('%s', async (_, seen, expected) => {
    const { values } = await open({ now: () => 5_000 }, async () => seen);
    await until(async () => (await values())[0] !== undefined);
    expect(await values()).toEqual(expected);
  });

  it('continues after a failed sample, and drops the oldest samples', async () => {
    let looks = 0;
    const peek = async () => {
      looks += 1;
      if (looks === 2) throw new Error('not there');
      return { visible: looks, hidden: 0, delayed: 0 };
    };
    const { read } = await open({ now: () => looks * 1_000, maxSamples: 10 }, peek);
    await until(() => looks > 40);
    const [{ Values: newestFirst = [] } = {}] = await read('signups', 1);
    expect(newestFirst.length).toBeLessThanOrEqual(11);
    expect(newestFirst[0]).toBeGreaterThanOrEqual(40);
  });

  it('returns nothing for unknown queues, and refuses unsupported queries', async () => {
    const { read, client } = await open();
    expect((await read('others')).flatMap(({ Values = [] }) => Values)).toEqual([]);
    const math = new GetMetricDataCommand({
      StartTime: new Date(0),
      EndTime: new Date(1),
      MetricDataQueries: [{ Id: 'a', Expression: '1 + 1' }],
    });
    await expect(client.send(math)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

describe('a peek at an embedded queue', () => {
  it('counts expired delays and timeouts as over, receives nothing, and leaves fauxqs unchanged', async () => {
    const own = await openEmbeddedSqs({ port: 0, visibilityTimeoutSeconds: 0 });
    onTestFinished(() => own.close());
    const { endpoint, signups, peek } = own;
    expect(await peek('signups')).toEqual({ visible: 0, hidden: 0, delayed: 0 });
    await sendMessage({ endpoint, queueUrl: signups.url }, 'x');
    await awsJson({
      endpoint,
      target: 'AmazonSQS.ReceiveMessage',
      input: { QueueUrl: signups.url },
    });
    const { oldestSentAt, ...counts } = await peek('signups');
    expect(counts).toEqual({ visible: 1, hidden: 0, delayed: 0 });
    expect(Date.now() - Number(oldestSentAt)).toBeLessThan(30_000);
    expect(await inspectQueue(endpoint, 'signups')).toMatchObject({ inflight: [{}] });
  });
});
