import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';

export const SENT_AT = Date.parse('2026-11-22T09:00:00.000Z');

/** A record of the queue as Lambda gives it, sent at `SENT_AT`; name only what the test is about. */
export function aRecord(
  attributes: Readonly<Record<string, string>> = {},
  overrides: Partial<SQSRecord> = {},
): SQSRecord {
  return {
    messageId: 'message-1',
    receiptHandle: 'receipt-1',
    body: '{}',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(SENT_AT),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(SENT_AT + 5),
    },
    messageAttributes: toAttributes(attributes),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:signups',
    awsRegion: 'us-east-1',
    ...overrides,
  };
}

const toAttributes = (values: Readonly<Record<string, string>>): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(values).map(([name, stringValue]) => [
      name,
      { dataType: 'String', stringValue },
    ]),
  );
