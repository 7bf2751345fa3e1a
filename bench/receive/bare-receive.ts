import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** Sends every body to the queue: no signature, no store, no checks. */
const sqs = new SQSClient({});
const QueueUrl = process.env['SIGNUPS_QUEUE_URL'];

export async function handler({ body = '' }: APIGatewayProxyEventV2) {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  return { statusCode: 200, body: '' };
}
