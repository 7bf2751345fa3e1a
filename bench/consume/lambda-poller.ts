import type { SQSEvent } from 'aws-lambda';
import { awsJson } from '../../src/local/aws/aws-json.ts';
import { type ReceivedMessage, toSqsRecord } from '../../src/local/lambda/sqs-event.ts';

/** The queue with every contestant's events. */
export interface BenchQueue {
  readonly endpoint: string;
  readonly url: string;
  readonly arn: string;
}

const BATCH = 10;

export async function sendAll(queue: BenchQueue, bodies: readonly string[]): Promise<void> {
  for (let from = 0; from < bodies.length; from += BATCH) {
    const Entries = bodies
      .slice(from, from + BATCH)
      .map((MessageBody, at) => ({ Id: String(at), MessageBody, MessageGroupId: 'bench' }));
    await call(queue, 'SendMessageBatch', { Entries });
  }
}

/** A batch as Lambda passes it to a function, and the deletion that follows. */
export interface LambdaBatch {
  readonly event: SQSEvent;
  readonly remove: () => Promise<void>;
}

/** Receives messages, ten at a time, like Lambda's poller. */
export async function receiveAll(queue: BenchQueue, count: number): Promise<LambdaBatch[]> {
  const batches: LambdaBatch[] = [];
  for (let left = count; left > 0;) {
    const messages = await receive(queue);
    if (messages.length === 0) throw new Error(`${left} messages are missing on the queue`);
    left -= messages.length;
    batches.push({
      event: { Records: messages.map((message) => toSqsRecord(message, queue.arn)) },
      remove: async () => {
        const Entries = messages.map(({ ReceiptHandle }, at) => ({
          Id: String(at),
          ReceiptHandle,
        }));
        await call(queue, 'DeleteMessageBatch', { Entries });
      },
    });
  }
  return batches;
}

async function receive(queue: BenchQueue): Promise<readonly ReceivedMessage[]> {
  const { Messages = [] } = await call<{ readonly Messages?: readonly ReceivedMessage[] }>(
    queue,
    'ReceiveMessage',
    {
      MaxNumberOfMessages: BATCH,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
  );
  return Messages;
}

const call = async <T = unknown>(
  { endpoint, url }: BenchQueue,
  operation: string,
  input: object,
): Promise<T> =>
  awsJson<T>({ endpoint, target: `AmazonSQS.${operation}`, input: { QueueUrl: url, ...input } });
