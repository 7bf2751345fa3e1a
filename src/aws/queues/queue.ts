import { SendMessageBatchCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { Queue } from '../../message/queue-port.ts';
import { copiesBy, type QueueUrls } from './send-copies.ts';

/** The two queues, by the SDK's client. */
export const createQueue = ({
  client,
  urls,
}: {
  readonly client: SQSClient;
  readonly urls: QueueUrls;
}): Queue => copiesBy(async (input) => client.send(new SendMessageBatchCommand(input)), urls);

/** The queues with their own client. */
export const openQueue = (config: SQSClientConfig, urls: QueueUrls): Queue =>
  createQueue({ client: new SQSClient(config), urls });
