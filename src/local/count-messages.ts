import { awsJson } from './aws/aws-json.ts';
import type { EmbeddedQueue } from './aws/embedded-sqs.ts';

/** Messages of a queue by state, as SQS counts them. */
export interface QueueCounts {
  readonly visible: number;
  /** Received and not yet deleted. */
  readonly hidden: number;
  readonly delayed: number;
}

/** Exact here; on AWS these numbers are approximate. */
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
