import { type AwsJsonServer, createAwsJsonServer } from './aws-json-server.ts';
import type { QueuePeek } from './embedded-sqs.ts';
import { getMetricData, type MetricSample } from './metric-data.ts';

/**
 * The part of CloudWatch that the console uses, in memory: the metrics of SQS queues. It samples from `listen` to
 * `close`, every second; AWS does it every minute.
 */
export type MetricStore = AwsJsonServer;

export interface MetricStoreOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Time between two samples, in milliseconds. */
  readonly everyMs?: number;
  /** Samples kept per queue. The default holds six hours, as long as the console shows. */
  readonly maxSamples?: number;
}

/** @param queues by name, how to count the messages of each. */
export function createMetricStore(
  queues: Readonly<Record<string, () => Promise<QueuePeek>>>,
  options: MetricStoreOptions = {},
): MetricStore {
  const { now = Date.now, everyMs = 1_000, maxSamples = 21_600 } = options;
  const kept = new Map<string, MetricSample[]>(Object.keys(queues).map((name) => [name, []]));
  let timer: NodeJS.Timeout | undefined;
  let sampling = Promise.resolve();
  let ended = false;

  const sample = async (): Promise<void> => {
    for (const [name, peek] of Object.entries(queues)) {
      // A queue that cannot be read gets no point; SQS reports the reason to its own callers.
      const counts = await peek().catch(() => undefined);
      const samples = kept.get(name);
      if (counts === undefined || samples === undefined) continue;
      samples.push({ at: now(), values: toValues(counts, now()) });
      if (samples.length > maxSamples * 1.1) samples.splice(0, samples.length - maxSamples);
    }
    if (!ended) timer = setTimeout(again, everyMs);
  };
  const again = (): void => {
    sampling = sample();
  };

  const server = createAwsJsonServer(
    'GraniteServiceVersion20100801',
    new Map([
      [
        'GetMetricData',
        (input) =>
          getMetricData(input, (namespace, { QueueName: queue, ...others }) => {
            const isOurs = namespace === 'AWS/SQS' && Object.keys(others).length === 0;
            return (isOurs && kept.get(String(queue))) || [];
          }),
      ],
    ]),
  );
  return {
    get endpoint() {
      return server.endpoint;
    },
    listen: async (where) => {
      again();
      return server.listen(where);
    },
    close: async () => {
      ended = true;
      clearTimeout(timer);
      await Promise.all([sampling, server.close()]);
    },
  };
}

/**
 * The values under AWS's names. The age covers every message; AWS leaves out messages that were received more than three
 * times.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const toValues = (
  { visible, hidden, delayed, oldestSentAt }: QueuePeek,
  now: number,
): MetricSample['values'] => ({
  ApproximateNumberOfMessagesVisible: visible,
  ApproximateNumberOfMessagesNotVisible: hidden,
  ApproximateNumberOfMessagesDelayed: delayed,
  ApproximateAgeOfOldestMessage:
    oldestSentAt === undefined ? 0 : Math.max(0, Math.floor((now - oldestSentAt) / 1_000)),
});
