import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { countMessages, type QueueCounts } from '../../src/local/aws/queue-calls.ts';
import { putSampleStores } from '../../src/local/local-relay.ts';
import {
  type LocalServices,
  type LocalServicesOptions,
  openLocalServices,
} from '../../src/local/local-services.ts';
import { type Poller, type PollerOptions, startPoller } from '../../src/local/lambda/poller.ts';
import type { ReceivedMessage } from '../../src/local/lambda/sqs-event.ts';
import { openDynamoDb } from './dynamo-db.ts';
import { putMessage, type QueueName, receiveTen, sqsCall } from './sqs-calls.ts';

/** The embedded AWS and both sandbox shops, with the actions of an end-to-end test. */
export interface Embedded extends LocalServices {
  /** Puts a message on `signups`. @returns its id. */
  send(body: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  /** Removes everything visible from a queue. */
  receiveAll(queue: QueueName): Promise<readonly ReceivedMessage[]>;
  counts(queue: QueueName): Promise<QueueCounts>;
  /** Whether no message is left on `signups`: visible, hidden or delayed. */
  readonly isDrained: () => Promise<boolean>;
  /** Polls `signups` until stopped or closed. Several pollers are concurrent functions. */
  poller(handler: PollerOptions['handler'], options?: Partial<PollerOptions>): Poller;
}

/**
 * Opens everything on free ports, fresh and independent of every other call, in about 100 ms. The stores
 * `tw-main` (SHOPLINE) and `us-main` (Shoplazza) are configured. `close` stops the pollers as well.
 */
export async function openEmbedded(
  options: Omit<LocalServicesOptions, 'ports' | 'openDynamoDb'> = {},
): Promise<Embedded> {
  const services = await openLocalServices({ ...options, ports: ANY_PORTS, openDynamoDb });
  putSampleStores(services);
  const { sqs } = services;
  const pollers: Poller[] = [];
  const counts = (queue: QueueName): Promise<QueueCounts> =>
    countMessages(sqs.endpoint, sqs[queue]);
  return {
    ...services,
    send: (body, attributes) => putMessage(sqs, 'signups', body, attributes),
    receiveAll: (queue) => takeAll(sqs, queue),
    counts,
    isDrained: async () => Object.values(await counts('signups')).every((count) => count === 0),
    poller: (handler, more) => {
      const poller = startPoller({
        endpoint: sqs.endpoint,
        queue: sqs.signups,
        handler,
        waitSeconds: 0.1,
        ...more,
      });
      pollers.push(poller);
      return poller;
    },
    close: async () => {
      await Promise.all(pollers.map((poller) => poller.stop()));
      await services.close();
    },
  };
}

async function takeAll(
  sqs: LocalServices['sqs'],
  queue: QueueName,
): Promise<readonly ReceivedMessage[]> {
  const taken: ReceivedMessage[] = [];
  for (;;) {
    const messages = await receiveTen(sqs, queue);
    if (messages.length === 0) return taken;
    for (const { ReceiptHandle } of messages) {
      await sqsCall(sqs, queue, 'DeleteMessage', { ReceiptHandle });
    }
    taken.push(...messages);
  }
}
