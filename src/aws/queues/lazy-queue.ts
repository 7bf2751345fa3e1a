import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { once } from '../../util/once.ts';
import type { Queue } from '../../message/queue-port.ts';
import type { QueueUrls } from './queue.ts';

/** The queues of a function that sends only where something went wrong: the SDK's client is loaded with the first copy. */
export function lazyQueue(config: SQSClientConfig, urls: QueueUrls): Queue {
  const open = once(async () => (await import('./queue.ts')).openQueue(config, urls));
  return {
    async send(copies, onSent) {
      if (copies.length === 0) return new Set();
      const queue = await open().catch(() => undefined);
      // As where the queue cannot be reached: the originals stay, and the next batch tries to load it again.
      return queue?.send(copies, onSent) ?? new Set();
    },
  };
}
