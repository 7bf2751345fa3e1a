type Content = unknown;

const json = (value: Content): string => JSON.stringify(value);

/** SNS's queue message without raw delivery. */
export const inSns = (content: Content, overrides: object = {}): Record<string, unknown> => ({
  Type: 'Notification',
  MessageId: '8b1e2a4c',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:signups',
  Subject: null,
  Message: typeof content === 'string' ? content : json(content),
  Timestamp: '2026-11-22T03:04:05.000Z',
  ...overrides,
});

/** The queue message of an EventBridge rule without an input path. */
export const inEventBridge = (content: Content): Record<string, unknown> => ({
  version: '0',
  id: '6a7e8feb',
  'detail-type': 'customer.signed_up',
  source: 'crm',
  account: '000000000000',
  time: '2026-11-22T03:04:05Z',
  region: 'us-east-1',
  resources: [],
  detail: content,
});

/** EventBridge Pipes' message for a message of another queue. */
export const inPipe = (content: Content): Record<string, unknown> => ({
  messageId: '059f36b4',
  receiptHandle: 'receipt',
  body: content,
  attributes: {},
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:inbox',
  awsRegion: 'us-east-1',
});
