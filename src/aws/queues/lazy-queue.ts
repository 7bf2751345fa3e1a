import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { once } from '../../util/once.ts';
import type { Queue } from '../../message/queue-port.ts';
import type { QueueUrls } from './send-copies.ts';

/** The queues of a function that sends only after a failure: it loads the SDK's client with the first copy. */
export function lazyQueue(config: SQSClientConfig, urls: QueueUrls): Queue {
  const open = once(async () => (await import('./queue.ts')).openQueue(config, urls));
  return {
    async send(copies, onSent) {
      if (copies.length === 0) return new Set();
      const queue = await open().catch(() => undefined);
      // A failed import counts as an unreachable queue: the originals stay, and the next batch imports again.
      return queue?.send(copies, onSent) ?? new Set();
    },
  };
}
