import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { chosenClient } from '../chosen-client.ts';
import { deliver } from '../deliver.ts';
import { SIGNUP } from '../zod-signup.ts';
import type { Round } from '../round.ts';

/** A worker with `sqs-consumer`, ten messages at a time; it polls and deletes itself. */
const send = chosenClient();
const sqs = new SQSClient({});

export async function run({ people }: Round): Promise<void> {
  let left = people.length;
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const consumer = Consumer.create({
    queueUrl: process.env['SIGNUPS_QUEUE_URL'] ?? '',
    sqs,
    batchSize: 10,
    waitTimeSeconds: 1,
    handleMessageBatch: async (messages: Message[]) => {
      const results = await Promise.allSettled(
        messages.map(async ({ Body = '' }) => {
          await deliver(send, SIGNUP.parse(JSON.parse(Body)).data);
        }),
      );
      return messages.filter((_, at) => results[at]?.status === 'fulfilled');
    },
  });
  consumer.on('error', reject);
  consumer.on('processing_error', reject);
  // The message is deleted at this event only.
  consumer.on('response_processed', () => {
    left -= 10;
    if (left <= 0) resolve();
  });
  consumer.start();
  await done;
  consumer.stop();
}
