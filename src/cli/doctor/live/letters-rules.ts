import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../deployment.ts';
import { nameOf } from '../facts.ts';
import { type Finding, when } from '../finding.ts';

const HOUR = 3_600;
/** How long before their end dead letters are urgent, in seconds. */
const URGENT = 48 * HOUR;

interface DeadLetterState {
  readonly url: string;
  readonly waiting: number;
  readonly retentionSeconds: number;
  /** Absent where CloudWatch does not know it. */
  readonly oldestSeconds?: number;
}

/** Whether dead letters wait, and how long they still have. */
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

/** Pure part of it. */
export function letterRules(state: DeadLetterState): readonly Finding[] {
  const { url, waiting, retentionSeconds, oldestSeconds = 0 } = state;
  const left = retentionSeconds - oldestSeconds;
  return [
    ...when(waiting > 0, {
      severity: 'warning',
      rule: 'dead-letters-waiting',
      where: nameOf(url),
      what: `${waiting} dead ${waiting === 1 ? 'letter waits' : 'letters wait'}.`,
      why: 'Each is a signup that was not delivered.',
      fix: 'Look with: signup-relay dlq list',
    }),
    ...when(waiting > 0 && left < URGENT, {
      severity: 'warning',
      rule: 'dead-letters-expiring',
      where: nameOf(url),
      what: `The oldest dead letter is deleted in about ${Math.max(0, Math.round(left / HOUR))} h.`,
      why: 'SQS deletes it in silence; nobody can bring it back.',
      fix: 'Save them with: signup-relay dlq export <file>',
    }),
  ];
}

/** Outside AWS nobody measures it. */
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
