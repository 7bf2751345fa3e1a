import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../relay/dead-letters-port.ts';
import { unavailable } from './unavailable.ts';

/** How many messages a queue holds, as SQS estimates it. @throws WaitError it cannot be reached. */
export async function queueDepth({
  client,
  url,
}: {
  readonly client: SQSClient;
  readonly url: string;
}): Promise<QueueDepth> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await client.send(command).catch((error: unknown) => {
    throw unavailable('the queue', error);
  });
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages']),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
  };
}
