import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deliver } from '../deliver.ts';
import type { SignupEvent } from '../people.ts';
import { createUndiciClient } from '../undici-client.ts';

/** A handler tuned for speed only: no framework, no schema, undici, the batch in parallel. */
const send = createUndiciClient(process.env['SHOP_URL'] ?? '');

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const results = await Promise.allSettled(
    Records.map(async ({ body }) => {
      const { data } = JSON.parse(body) as SignupEvent;
      if (!data.customer.email.includes('@')) throw new Error('no e-mail');
      await deliver(send, data);
    }),
  );
  return {
    batchItemFailures: Records.filter((_, at) => results[at]?.status === 'rejected').map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
}
