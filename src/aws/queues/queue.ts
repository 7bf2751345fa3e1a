import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { Copy, CopyAttribute, Queue } from '../../message/queue-port.ts';
import { copyBytes } from '../../message/size.ts';
import { MAX_MESSAGE_BYTES } from '../../util/sqs-limits.ts';

/** Only of the queues that the function sends to. */
export type QueueUrls = Readonly<Partial<Record<Copy['to'], string>>>;

interface QueueDeps {
  readonly client: SQSClient;
  readonly urls: QueueUrls;
}

/** SQS takes at most ten messages in one call. */
const MAX_ENTRIES = 10;

/** The two queues. An entry counts as sent only when SQS lists it as successful; without a URL, none does. */
export const createQueue = ({ client, urls }: QueueDeps): Queue => ({
  async send(copies, onSent) {
    const confirmed = new Set<string>();
    for (const to of ['signups', 'deadLetters'] as const) {
      const url = urls[to];
      if (url === undefined) continue;
      for (const chunk of chunksOf(copies.filter((copy) => copy.to === to))) {
        for (const { key, messageId } of await sendChunk(client, url, chunk)) {
          confirmed.add(key);
          onSent?.(key, messageId);
        }
      }
    }
    return confirmed;
  },
});

/** Never rejects: what cannot be sent is simply not confirmed, and its original stays on the queue. */
async function sendChunk(
  client: SQSClient,
  url: string,
  chunk: readonly Copy[],
): Promise<readonly { readonly key: string; readonly messageId: string }[]> {
  const Entries = chunk.map((copy, index) => toEntry(copy, String(index)));
  const command = new SendMessageBatchCommand({ QueueUrl: url, Entries });
  const answer = await client.send(command).catch(() => undefined);
  const sent = new Map(answer?.Successful?.map(({ Id, MessageId = '' }) => [Id, MessageId]));
  return chunk.flatMap(({ key }, index) => {
    const messageId = sent.get(String(index));
    return messageId === undefined ? [] : [{ key, messageId }];
  });
}

/** Splits by count and by bytes: the sum of a batch may be no larger than one message. */
function chunksOf(copies: readonly Copy[]): readonly Copy[][] {
  const chunks: Copy[][] = [];
  let bytes = Infinity;
  for (const copy of copies) {
    const size = copyBytes(copy.body, copy.attributes);
    const last = chunks.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes + size <= MAX_MESSAGE_BYTES) {
      last.push(copy);
      bytes += size;
    } else {
      chunks.push([copy]);
      bytes = size;
    }
  }
  return chunks;
}

const toEntry = (copy: Copy, Id: string): SendMessageBatchRequestEntry => ({
  Id,
  MessageBody: copy.body,
  ...(copy.delaySeconds > 0 && { DelaySeconds: copy.delaySeconds }),
  ...(copy.groupId !== undefined && { MessageGroupId: copy.groupId }),
  ...(copy.traceHeader !== undefined && {
    MessageSystemAttributes: {
      AWSTraceHeader: { DataType: 'String', StringValue: copy.traceHeader },
    },
  }),
  MessageAttributes: Object.fromEntries(
    Object.entries(copy.attributes).map(([name, attribute]) => [name, toValue(attribute)]),
  ),
});

const toValue = ({ type, value }: CopyAttribute): MessageAttributeValue =>
  typeof value === 'string'
    ? { DataType: type, StringValue: value }
    : { DataType: type, BinaryValue: value };

/** The queues, with a client of their own. */
export const openQueue = (config: SQSClientConfig, urls: QueueUrls): Queue =>
  createQueue({ client: new SQSClient(config), urls });
