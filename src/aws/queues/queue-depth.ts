import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { HttpResponse } from '@smithy/core/transport';
import type { QueueDepth } from '../../dead-letters/ports.ts';
import { unavailable } from '../unavailable.ts';

interface QueueAddress {
  readonly client: SQSClient;
  readonly url: string;
}

/** How many messages a queue holds, as SQS estimates it. @throws WaitError the queue cannot be reached. */
export async function queueDepth(address: QueueAddress): Promise<Omit<QueueDepth, 'at'>> {
  const { at: _, ...depth } = await timedDepth(address);
  return depth;
}

/** The same with the time of the answer, by SQS's own clock. */
export async function timedDepth({ client, url }: QueueAddress): Promise<QueueDepth> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: url,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  let at = Number.NaN;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      at = dateOf(result.response);
      return result;
    },
    { step: 'deserialize', name: 'readDate' },
  );
  const { Attributes = {} } = await client.send(command).catch((error: unknown) => {
    throw unavailable('the queue', error);
  });
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages']),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed']),
    ...(!Number.isNaN(at) && { at }),
  };
}

/** The `Date` header has whole seconds. */
const dateOf = (response: unknown): number =>
  HttpResponse.isInstance(response) ? Date.parse(response.headers['date'] ?? '') : Number.NaN;
