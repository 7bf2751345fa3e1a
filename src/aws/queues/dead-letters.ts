import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  OverLimit,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterMessage, DeadLetters, Receipt } from '../../dead-letters/ports.ts';
import type { CopyAttribute } from '../../message/queue-port.ts';
import { MAX_BATCH_ENTRIES } from '../../util/sqs-limits.ts';
import { unavailable } from '../unavailable.ts';
import { timedDepth } from './queue-depth.ts';

/**
 * The dead-letter queue on SQS.
 *
 * @param waitSeconds how long a long poll waits. @default 1
 */
export function createDeadLetters({
  client,
  url: QueueUrl,
  waitSeconds = 1,
}: {
  readonly client: SQSClient;
  readonly url: string;
  readonly waitSeconds?: number;
}): DeadLetters {
  const changeVisibility = async (
    receipts: readonly Receipt[],
    seconds: number,
  ): Promise<ReadonlySet<string>> =>
    inBatches(receipts, async (batch) => {
      const Entries = batch.map(({ receipt }, at) => ({
        Id: String(at),
        ReceiptHandle: receipt,
        VisibilityTimeout: seconds,
      }));
      return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    });
  return {
    async receive(leaseSeconds, longPoll = false) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MAX_BATCH_ENTRIES,
        VisibilityTimeout: leaseSeconds,
        WaitTimeSeconds: longPoll ? waitSeconds : 0,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId', 'AWSTraceHeader'],
      });
      const answer = await client.send(command).catch((error: unknown) => {
        // SQS delivers no more while 120,000 messages are in flight.
        if (error instanceof OverLimit) return { Messages: [] };
        throw unavailable('the dead-letter queue', error);
      });
      return (answer.Messages ?? []).map(toDeadLetterMessage);
    },
    renew: (receipts, leaseSeconds) =>
      changeVisibility(receipts, leaseSeconds).catch((error: unknown) => {
        throw unavailable('the dead-letter queue', error);
      }),
    async release(receipts) {
      await changeVisibility(receipts, 0).catch(() => undefined);
    },
    remove: (receipts) =>
      inBatches(receipts, async (batch) => {
        const Entries = batch.map(({ receipt }, at) => ({
          Id: String(at),
          ReceiptHandle: receipt,
        }));
        const command = new DeleteMessageBatchCommand({ QueueUrl, Entries });
        return client.send(command).catch(() => ({ Successful: [] }));
      }),
    depth: () => timedDepth({ client, url: QueueUrl }),
    async retentionMs() {
      const AttributeNames = ['MessageRetentionPeriod' as const];
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
      const { Attributes } = await client.send(command).catch((error: unknown) => {
        throw unavailable('the dead-letter queue', error);
      });
      return Number(Attributes?.['MessageRetentionPeriod']) * 1_000;
    },
  };
}

function toDeadLetterMessage(message: Message): DeadLetterMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} } = message;
  const { SentTimestamp, MessageGroupId, AWSTraceHeader } = Attributes;
  return {
    messageId: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(
      // The SDK loses the value of an attribute that a sender has named `__proto__`.
      entriesOf(message.MessageAttributes).map(([name, value]) => [name, toAttribute(value)]),
    ),
    sentAt: Number(SentTimestamp),
    ...(MessageGroupId !== undefined && { groupId: MessageGroupId }),
    ...(AWSTraceHeader !== undefined && { traceHeader: AWSTraceHeader }),
  };
}

const entriesOf = (
  attributes: Readonly<Record<string, MessageAttributeValue | undefined>> = {},
): readonly (readonly [string, MessageAttributeValue])[] =>
  Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );

const toAttribute = ({
  DataType = 'String',
  StringValue,
  BinaryValue,
}: MessageAttributeValue): CopyAttribute => ({
  type: DataType,
  value: StringValue ?? BinaryValue ?? '',
});

const PARALLEL_CALLS = 4;

interface BatchAnswer {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
}

/**
 * Makes one batch call for every ten receipts. An entry's `Id` is its index in the batch.
 *
 * @returns the message ids that SQS lists as successful. @throws the first error of a round, after all its calls have ended.
 */
async function inBatches(
  receipts: readonly Receipt[],
  call: (batch: readonly Receipt[]) => Promise<BatchAnswer>,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  const run = async (from: number): Promise<void> => {
    const batch = receipts.slice(from, from + MAX_BATCH_ENTRIES);
    const { Successful = [] } = await call(batch);
    for (const { Id } of Successful) {
      const id = batch[Number(Id)]?.messageId;
      if (id !== undefined) done.add(id);
    }
  };
  for (let from = 0; from < receipts.length; from += MAX_BATCH_ENTRIES * PARALLEL_CALLS) {
    const starts = Array.from({ length: PARALLEL_CALLS }, (_, at) => from + at * MAX_BATCH_ENTRIES);
    const running = starts.filter((start) => start < receipts.length).map(run);
    const results = await Promise.allSettled(running);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
  return done;
}
