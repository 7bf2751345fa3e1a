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
import { unavailable } from '../unavailable.ts';
import { timedDepth } from './queue-depth.ts';

interface DeadLettersDeps {
  readonly client: SQSClient;
  readonly url: string;
  /** How long a patient take waits, in whole seconds: SQS then asks all its servers. @default 1 */
  readonly waitSeconds?: number;
}

/** The dead-letter queue on SQS. */
export function createDeadLetters(deps: DeadLettersDeps): DeadLetters {
  const { client, url: QueueUrl, waitSeconds = 1 } = deps;
  const hide = async (letters: readonly Receipt[], seconds: number): Promise<ReadonlySet<string>> =>
    inChunks(letters, async (chunk) => {
      const Entries = chunk.map(({ receipt }, at) => ({
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
        MaxNumberOfMessages: 10,
        VisibilityTimeout: leaseSeconds,
        WaitTimeSeconds: longPoll ? waitSeconds : 0,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId', 'AWSTraceHeader'],
      });
      const answer = await client.send(command).catch((error: unknown) => {
        // 120,000 are in somebody's hand: SQS lets no more be taken.
        if (error instanceof OverLimit) return { Messages: [] };
        throw unavailable('the dead-letter queue', error);
      });
      return (answer.Messages ?? []).map(toDeadLetter);
    },
    renew: (letters, leaseSeconds) =>
      hide(letters, leaseSeconds).catch((error: unknown) => {
        throw unavailable('the dead-letter queue', error);
      }),
    async release(letters) {
      await hide(letters, 0).catch(() => undefined);
    },
    remove: (letters) =>
      inChunks(letters, async (chunk) => {
        const Entries = chunk.map(({ receipt }, at) => ({
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

function toDeadLetter(message: Message): DeadLetterMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} } = message;
  const { SentTimestamp, MessageGroupId, AWSTraceHeader } = Attributes;
  return {
    messageId: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        toAttribute(value),
      ]),
    ),
    sentAt: Number(SentTimestamp),
    ...(MessageGroupId !== undefined && { groupId: MessageGroupId }),
    ...(AWSTraceHeader !== undefined && { traceHeader: AWSTraceHeader }),
  };
}

const toAttribute = ({
  DataType = 'String',
  StringValue,
  BinaryValue,
}: MessageAttributeValue): CopyAttribute => ({
  type: DataType,
  value: StringValue ?? BinaryValue ?? '',
});

/** As many as SQS takes in one call. */
const CHUNK = 10;

/** Calls at one time. */
const AT_ONCE = 4;

interface Answer {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
}

/**
 * Makes a batch call for every ten items; ids of entries are places in the chunk.
 *
 * @returns the message ids of those that SQS lists as successful. @throws what a call does, after the others of its round.
 */
async function inChunks<T extends { readonly messageId: string }>(
  items: readonly T[],
  call: (chunk: readonly T[]) => Promise<Answer>,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  const run = async (from: number): Promise<void> => {
    const chunk = items.slice(from, from + CHUNK);
    const { Successful = [] } = await call(chunk);
    for (const { Id } of Successful) {
      const id = chunk[Number(Id)]?.messageId;
      if (id !== undefined) done.add(id);
    }
  };
  for (let from = 0; from < items.length; from += CHUNK * AT_ONCE) {
    const starts = Array.from({ length: AT_ONCE }, (_, at) => from + at * CHUNK);
    const running = starts.filter((start) => start < items.length).map(run);
    const results = await Promise.allSettled(running);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
  return done;
}
