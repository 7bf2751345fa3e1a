import type { MessageAttributeValue, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { Copy, CopyAttribute, Queue } from '../../message/queue-port.ts';
import { batchesOf, copyBytes } from '../../message/size.ts';

/** A function has only the URLs of the queues that it sends to. */
export type QueueUrls = Readonly<Partial<Record<Copy['to'], string>>>;

/** SQS's operation `SendMessageBatch`, by whichever client. Rejects with an error that has SQS's name for it. */
export type SendMessageBatch = (input: {
  readonly QueueUrl: string;
  readonly Entries: SendMessageBatchRequestEntry[];
}) => Promise<SendMessageBatchAnswer>;

/** The messages that SQS took; the others are not in it. */
export interface SendMessageBatchAnswer {
  readonly Successful?:
    | readonly { readonly Id?: string | undefined; readonly MessageId?: string | undefined }[]
    | undefined;
}

/** The two queues. A copy counts as sent only when SQS lists it as successful. Copies to a queue without a URL never do. */
export const copiesBy = (sendMessageBatch: SendMessageBatch, urls: QueueUrls): Queue => ({
  async send(copies, onSent) {
    const confirmed = new Set<string>();
    for (const to of ['signups', 'deadLetters'] as const) {
      const url = urls[to];
      if (url === undefined) continue;
      for (const batch of batchesOf(
        copies.filter((copy) => copy.to === to),
        ({ body, attributes }) => copyBytes(body, attributes),
      )) {
        for (const { key, messageId } of await sendBatch(sendMessageBatch, url, batch)) {
          confirmed.add(key);
          onSent?.(key, messageId);
        }
      }
    }
    return confirmed;
  },
});

/** How SQS calls a request that it refuses for its content. */
const MALFORMED = /Invalid|Missing|Validation|TooLong/;

/** Never rejects: a copy that was not sent is not confirmed, so its original stays on the queue. */
async function sendBatch(
  send: SendMessageBatch,
  url: string,
  batch: readonly Copy[],
): Promise<readonly { readonly key: string; readonly messageId: string }[]> {
  const Entries = batch.map((copy, index) => toEntry(copy, String(index)));
  let isMalformed = false;
  const answer = await send({ QueueUrl: url, Entries }).catch((error: unknown) => {
    isMalformed = error instanceof Error && MALFORMED.test(error.name);
    return undefined;
  });
  // SQS refuses a whole batch for one malformed copy. It has taken none of them, so none is sent twice.
  if (isMalformed && batch.length > 1) {
    return (await Promise.all(batch.map(async (copy) => sendBatch(send, url, [copy])))).flat();
  }
  const sent = new Map(answer?.Successful?.map(({ Id, MessageId = '' }) => [Id, MessageId]));
  return batch.flatMap(({ key }, index) => {
    const messageId = sent.get(String(index));
    return messageId === undefined ? [] : [{ key, messageId }];
  });
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
