import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import validator from '@middy/validator';
import { transpileSchema } from '@middy/validator/transpile';
import type { SQSEvent } from 'aws-lambda';
import { chosenClient } from '../chosen-client.ts';
import { deliver } from '../deliver.ts';
import { EVENT_SCHEMA } from '../middy-schema.ts';
import type { SignupEvent } from '../people.ts';

/**
 * Middy with its validator and its partial-batch middleware; `Promise.allSettled`, as its documentation shows.
 *
 * @see https://middy.js.org/docs/middlewares/sqs-partial-batch-failure
 */
const send = chosenClient();

/** Parses the bodies, like Middy's event normalizer. */
const parseBodies = {
  before: ({ event }: { readonly event: SQSEvent }): void => {
    for (const record of event.Records) Object.assign(record, { body: JSON.parse(record.body) });
  },
};

export const handler = middy()
  .use(parseBodies)
  .use(validator({ eventSchema: transpileSchema(EVENT_SCHEMA) }))
  .use(sqsPartialBatchFailure())
  .handler(async ({ Records }: SQSEvent) =>
    Promise.allSettled(
      Records.map(async ({ body }) => deliver(send, (body as unknown as SignupEvent).data)),
    ),
  );
