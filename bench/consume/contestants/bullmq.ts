import { Worker } from 'bullmq';
import { chosenClient } from '../chosen-client.ts';
import { deliver } from '../deliver.ts';
import type { Round } from '../round.ts';
import { CONCURRENCY } from '../shop-body.ts';
import { SIGNUP } from '../zod-signup.ts';

/** A BullMQ worker on Redis, ten jobs at a time. Redis holds the jobs, like SQS for the others. */
const send = chosenClient();
let left = 0;
let done = (): void => undefined;

const worker = new Worker(
  'bench',
  async ({ data }: { readonly data: unknown }) => {
    await deliver(send, SIGNUP.parse(data).data);
  },
  {
    connection: { host: '127.0.0.1', port: Number(process.env['REDIS_PORT']) },
    concurrency: CONCURRENCY,
    removeOnComplete: { count: 0 },
    autorun: false,
  },
);
worker.on('completed', () => {
  left -= 1;
  if (left === 0) done();
});

export async function run({ people }: Round): Promise<void> {
  left = people.length;
  const ended = new Promise<void>((resolve) => {
    done = resolve;
  });
  if (!worker.isRunning()) void worker.run();
  void worker.resume();
  await ended;
  await worker.pause();
}
