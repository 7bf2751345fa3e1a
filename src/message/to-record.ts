import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { Copy, CopyAttribute } from './queue-port.ts';

/** A copy as Lambda would pass it to `consume`. @param sentAt in milliseconds since the epoch. */
export const toRecord = ({ key, body, attributes }: Copy, sentAt: number): Partial<SQSRecord> => ({
  messageId: key,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(sentAt),
    SenderId: '',
    ApproximateFirstReceiveTimestamp: String(sentAt),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, toLambda(attribute)]),
  ),
});

const toLambda = ({ type, value }: CopyAttribute): SQSMessageAttribute => ({
  dataType: type,
  ...(typeof value === 'string'
    ? { stringValue: value }
    : { binaryValue: Buffer.from(value).toString('base64') }),
});
