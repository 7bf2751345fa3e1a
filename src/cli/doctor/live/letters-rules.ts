import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../deployment.ts';
import { duration } from '../../output/format.ts';
import { counted } from '../../../util/counted.ts';
import { nameOf } from '../facts.ts';
import { type Finding, when } from '../finding.ts';

const HOUR = 3_600;
/** Dead letters that expire within this time are urgent. Seconds. */
const URGENT = 48 * HOUR;

interface DeadLetterState {
  readonly url: string;
  readonly waiting: number;
  readonly retentionSeconds: number;
  /** Absent if CloudWatch does not have it. */
  readonly oldestSeconds?: number;
}

/** Finds waiting dead letters, and those that expire soon. */
export async function letterFindings(
  deployment: Deployment,
  now: number,
): Promise<readonly Finding[]> {
  const url = deployment.optionalName('DEAD_LETTER_QUEUE_URL');
  if (url === undefined) return [];
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
  const attributes: Readonly<Record<string, string | undefined>> =
    (await deployment.sqs().send(command)).Attributes ?? {};
  const waiting =
    Number(attributes['ApproximateNumberOfMessages'] ?? 0) +
    Number(attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0);
  const oldestSeconds = waiting > 0 ? await oldestAge(deployment, nameOf(url), now) : undefined;
  return letterRules({
    url,
    waiting,
    retentionSeconds: Number(attributes['MessageRetentionPeriod'] ?? 345_600),
    ...(oldestSeconds !== undefined && { oldestSeconds }),
  });
}

/** The pure part of `letterFindings`. */
export function letterRules(state: DeadLetterState): readonly Finding[] {
  const { url, waiting, retentionSeconds, oldestSeconds = 0 } = state;
  const left = retentionSeconds - oldestSeconds;
  return [
    ...when(waiting > 0, {
      severity: 'warning',
      rule: 'dead-letters-waiting',
      where: nameOf(url),
      what: `${counted(waiting, 'dead letter')} in the queue.`,
      why: 'Each is a signup that was not delivered to the shop.',
      fix: 'To see them: signup-relay dlq list',
    }),
    ...when(waiting > 0 && left < URGENT, {
      severity: 'warning',
      rule: 'dead-letters-expiring',
      where: nameOf(url),
      what: `SQS deletes the oldest dead letter in about ${duration(left * 1_000)}.`,
      why: 'A deleted letter cannot be recovered, and SQS sends no notice.',
      fix: 'Save them to a file: signup-relay dlq export <file>',
    }),
  ];
}

/** Undefined outside AWS: only CloudWatch measures it. */
async function oldestAge(
  deployment: Deployment,
  queue: string,
  now: number,
): Promise<number | undefined> {
  const command = new GetMetricStatisticsCommand({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queue }],
    StartTime: new Date(now - HOUR * 1_000),
    EndTime: new Date(now),
    Period: HOUR,
    Statistics: ['Maximum'],
  });
  const answer = await deployment
    .cloudWatch()
    .send(command)
    .catch(() => undefined);
  const ages = answer?.Datapoints?.flatMap(({ Maximum }) => Maximum ?? []) ?? [];
  return ages.length > 0 ? Math.max(...ages) : undefined;
}
