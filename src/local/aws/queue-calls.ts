import { awsJson } from './aws-json.ts';
import type { EmbeddedQueue } from './embedded-sqs.ts';

/** Sends one message. @returns its id. */
export async function sendMessage(
  { endpoint, queueUrl }: { readonly endpoint: string; readonly queueUrl: string },
  body: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { MessageId } = await awsJson<{ MessageId: string }>({
    endpoint,
    target: 'AmazonSQS.SendMessage',
    input: {
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: name === 'attempts' ? 'Number' : 'String', StringValue },
        ]),
      ),
    },
  });
  return MessageId;
}

/** Messages of a queue by state. */
export interface QueueCounts {
  readonly visible: number;
  /** Received, and neither deleted nor visible again. */
  readonly hidden: number;
  readonly delayed: number;
}

/** Counts messages with `GetQueueAttributes`: exact here, approximate on AWS. */
export async function countMessages(
  endpoint: string,
  { url }: EmbeddedQueue,
): Promise<QueueCounts> {
  const { Attributes } = await awsJson<{ Attributes: Readonly<Record<string, string>> }>({
    endpoint,
    target: 'AmazonSQS.GetQueueAttributes',
    input: { QueueUrl: url, AttributeNames: ['All'] },
  });
  return {
    visible: Number(Attributes['ApproximateNumberOfMessages']),
    hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
  };
}
