import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parser } from '@aws-lambda-powertools/batch/parser';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas/sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deliver } from '../deliver.ts';
import { createFetchClient } from '../fetch-client.ts';
import { type ParsedSignup, SIGNUP } from '../zod-signup.ts';

/**
 * As the AWS documentation shows: batch processor, parser with zod, `fetch`.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/batch/#parser-integration
 */
const send = createFetchClient(process.env['SHOP_URL'] ?? '');
const processor = new BatchProcessor(EventType.SQS, {
  parser,
  // Extended once here; `innerSchema` would extend it for every record.
  schema: SqsRecordSchema.extend({ body: JSONStringified(SIGNUP) }),
});

const recordHandler = async ({ body }: { readonly body: ParsedSignup }): Promise<void> => {
  await deliver(send, body.data);
};

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  processPartialResponse(event, recordHandler, processor, {
    context,
    throwOnFullBatchFailure: false,
  });
