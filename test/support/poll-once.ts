import type { SQSBatchResponse } from 'aws-lambda';
import { parseRecord } from '../../src/util/is-record.ts';
import { type ReceivedMessage, toSqsRecord } from '../../src/local/lambda/sqs-event.ts';
import type { Embedded } from './embedded.ts';
import type { ZippedFunction } from './function-zip.ts';
import { receiveTen, sqsCall } from './sqs-calls.ts';

/** One log line about one attempt. */
export type AttemptLine = Readonly<Record<string, unknown>>;

/** One batch of the queue, after the function has run. */
export interface PolledBatch {
  readonly received: readonly ReceivedMessage[];
  /** Ids of the messages that stay on the queue. */
  readonly failures: readonly string[];
  /** Everything that the function printed. */
  readonly lines: readonly string[];
  /** The lines about attempts, parsed. */
  readonly attempts: readonly AttemptLine[];
}

interface PollOptions {
  /** Time the invocation has, in milliseconds. @default 30,000 */
  readonly remainingMs?: number;
}

/**
 * Polls once, as Lambda's event source mapping does: one batch of visible messages. Messages that the function
 * reports stay on the queue and are visible again at once, as after their visibility timeout.
 */
export async function pollOnce(
  { sqs }: Pick<Embedded, 'sqs'>,
  lambda: ZippedFunction,
  options: PollOptions = {},
): Promise<PolledBatch> {
  const received = await receiveTen(sqs, 'signups');
  const Records = received.map((message) => toSqsRecord(message, sqs.signups.arn));
  const { response, lines } = await lambda.invoke({ Records }, options);
  const { batchItemFailures } = response as SQSBatchResponse;
  const failures = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  for (const { MessageId, ReceiptHandle } of received) {
    await (failures.includes(MessageId)
      ? sqsCall(sqs, 'signups', 'ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })
      : sqsCall(sqs, 'signups', 'DeleteMessage', { ReceiptHandle }));
  }
  return { received, failures, lines, attempts: attemptsIn(lines) };
}

/** The lines about attempts, parsed. */
const attemptsIn = (lines: readonly string[]): readonly AttemptLine[] =>
  lines.map(parseRecord).filter(({ message }) => message === 'signup');
