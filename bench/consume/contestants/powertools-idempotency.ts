import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parser } from '@aws-lambda-powertools/batch/parser';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas/sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { deliver } from '../deliver.ts';
import { createFetchClient } from '../fetch-client.ts';
import { type ParsedSignup, SIGNUP } from '../zod-signup.ts';

/**
 * As the AWS documentation shows: batch processor, parser with zod, idempotency on DynamoDB, `fetch`. The key of an event
 * is its id, so that a repetition by its sender is refused, too.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/#batch-integration
 */
const send = createFetchClient(process.env['SHOP_URL'] ?? '');
const processor = new BatchProcessor(EventType.SQS, {
  parser,
  schema: SqsRecordSchema.extend({ body: JSONStringified(SIGNUP) }),
});
const config = new IdempotencyConfig({ eventKeyJmesPath: 'id' });
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env['LEDGER_TABLE'] ?? '',
  keyAttr: 'pk',
});

const deliverOnce = makeIdempotent(
  async ({ data }: ParsedSignup): Promise<void> => deliver(send, data),
  { persistenceStore, config },
);

const recordHandler = async ({ body }: { readonly body: ParsedSignup }): Promise<void> => {
  await deliverOnce(body);
};

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  config.registerLambdaContext(context);
  return processPartialResponse(event, recordHandler, processor, {
    context,
    throwOnFullBatchFailure: false,
  });
};
