import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { Queue } from '../message/queue-port.ts';
import { createQueue, type QueueUrls } from './queues/queue.ts';

/** The queues, with a client of their own. */
export const openQueue = (config: SQSClientConfig, urls: QueueUrls): Queue =>
  createQueue({ client: new SQSClient(config), urls });
