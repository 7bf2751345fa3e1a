import { awsJson } from '../../src/local/aws/aws-json.ts';
import type { EmbeddedSqs } from '../../src/local/aws/embedded-sqs.ts';
import { sendMessage } from '../../src/local/aws/queue-calls.ts';
import type { ReceivedMessage } from '../../src/local/lambda/sqs-event.ts';

export type QueueName = 'signups' | 'deadLetters';

type Sqs = Pick<EmbeddedSqs, 'endpoint' | QueueName>;

/** One call about a queue in SQS's own protocol, for example `sqsCall(sqs, 'signups', 'SendMessage', { … })`. */
export const sqsCall = <T>(
  sqs: Sqs,
  queue: QueueName,
  operation: string,
  input: object = {},
): Promise<T> =>
  awsJson<T>({
    endpoint: sqs.endpoint,
    target: `AmazonSQS.${operation}`,
    input: { QueueUrl: sqs[queue].url, ...input },
  });

/** Puts a message on a queue. @returns its id. */
export const putMessage = (
  sqs: Sqs,
  queue: QueueName,
  body: string,
  attributes?: Readonly<Record<string, string>>,
): Promise<string> =>
  sendMessage({ endpoint: sqs.endpoint, queueUrl: sqs[queue].url }, body, attributes);

/** Receives up to ten messages, with every attribute. They are hidden, not removed. */
export async function receiveTen(sqs: Sqs, queue: QueueName): Promise<readonly ReceivedMessage[]> {
  const { Messages = [] } = await sqsCall<{ Messages?: readonly ReceivedMessage[] }>(
    sqs,
    queue,
    'ReceiveMessage',
    {
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
  );
  return Messages;
}

/** Removes every message from both queues: visible, hidden or delayed. */
export async function purgeQueues(sqs: Sqs): Promise<void> {
  await sqsCall(sqs, 'signups', 'PurgeQueue');
  await sqsCall(sqs, 'deadLetters', 'PurgeQueue');
}
