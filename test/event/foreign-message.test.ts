import { describe, expect, it } from 'vitest';
import { eventFrom, unwrap } from '../../src/event/event.ts';
import { rejectionOf } from '../schemas/rejection-of.ts';
import { aCloudEvent } from '../support/a-cloud-event.ts';
import { inEventBridge, inPipe, inSns } from '../support/envelopes.ts';

const refused = (content: unknown) => rejectionOf(() => eventFrom(unwrap(JSON.stringify(content))));

const S3_RECORD = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'ada-lin' }, object: { key: 'ada@example.com.json' } },
};
const S3_TEST = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-22T03:04:05.000Z',
  Bucket: 'ada-lin',
  RequestId: 'r',
  HostId: 'h',
};
const CONFIRMATION = {
  ...inSns('You have chosen to subscribe ada@example.com'),
  Type: 'SubscriptionConfirmation',
  Token: 't',
  SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
};
const pointer = (name: string) => [name, { s3BucketName: 'ada-lin', s3Key: 'k' }];
const SHOPIFY_DETAIL = {
  payload: { id: 1, email: 'ada@example.com' },
  metadata: { 'X-Shopify-Topic': 'customers/create', 'X-Shopify-Shop-Domain': 'a.myshopify.com' },
};
const SHOPIFY = {
  ...inEventBridge(SHOPIFY_DETAIL),
  source: 'aws.partner/shopify.com/shop-event-bridge/a',
  'detail-type': 'shopifyWebhook',
};

describe('a message of another service', () => {
  it.each<[string, unknown, string]>([
    ['an S3 notification', { Records: [S3_RECORD] }, 'S3 notification'],
    ['several S3 notifications', { Records: [S3_RECORD, S3_RECORD] }, 'S3 notification'],
    ['an S3 notification in SNS', inSns({ Records: [S3_RECORD] }), 'S3 notification'],
    ['the test event of S3', S3_TEST, 'test event of an S3 notification'],
    ['the test event of S3 in SNS', inSns(S3_TEST), 'test event of an S3 notification'],
    [
      'an S3 event of EventBridge',
      {
        ...inEventBridge({ bucket: { name: 'b' } }),
        source: 'aws.s3',
        'detail-type': 'Object Created',
      },
      'an event of aws.s3 through EventBridge',
    ],
    [
      'a rule’s schedule',
      { ...inEventBridge({}), source: 'aws.events', 'detail-type': 'Scheduled Event' },
      'an event of aws.events through EventBridge',
    ],
    [
      'an event of a partner',
      { ...inEventBridge({ data: {} }), source: 'aws.partner/auth0.com/x' },
      'an event of aws.partner through EventBridge',
    ],
    ['a subscription confirmation', CONFIRMATION, 'subscription confirmation of SNS'],
    [
      'an unsubscribe confirmation',
      { ...CONFIRMATION, Type: 'UnsubscribeConfirmation' },
      'unsubscribe confirmation of SNS',
    ],
    ...[
      'com.amazon.sqs.javamessaging.MessageS3Pointer',
      'software.amazon.payloadoffloading.PayloadS3Pointer',
      'com.amazonaws.largepayloadoffloading.PayloadS3Pointer',
    ].map((name): [string, unknown, string] => [name, pointer(name), 'extended client library']),
    [
      'a pointer in a pipe',
      inPipe(JSON.stringify(pointer('a.PayloadS3Pointer'))),
      'extended client',
    ],
    ['an event of Shopify', SHOPIFY, 'an event of Shopify through EventBridge'],
    ['the detail of an event of Shopify', SHOPIFY_DETAIL, 'an event of Shopify'],
    ['an event of Shopify through SNS', inSns(SHOPIFY), 'an event of Shopify'],
    [
      'records of a stream',
      { Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] },
      'records of aws:dynamodb',
    ],
    [
      'several records of SNS',
      {
        Records: [
          { EventSource: 'aws:sns', Sns: inSns({}) },
          { EventSource: 'aws:sns', Sns: inSns({}) },
        ],
      },
      'several records of SNS or SQS',
    ],
  ])('is named: %s', (_, content, text) => {
    const { reason, message } = refused(content);
    expect(reason).toBe('invalid_event');
    expect(message).toMatch(/^this /);
    expect(message).toContain(text);
    expect(message).toContain(': ');
    expect(message).not.toMatch(/ada|example|myshopify/);
    expect(message.length).toBeLessThan(300);
  });

  it.each<[string, unknown]>([
    [
      'records of a name that may be a person’s',
      { Records: [{ eventSource: 'aws:ada@example.com' }] },
    ],
    ['an EventBridge event of a name that is none', { ...inEventBridge({}), source: 'aws.' }],
    ['no records', { Records: [] }],
    ['records that are none', { Records: [null] }],
    ['a list of names', ['PayloadS3Pointer']],
    ['a topic alone', { TopicArn: 't' }],
  ])('is not named: %s', (_, content) => {
    const { reason, message } = refused(content);
    expect(reason).toBe('invalid_event');
    expect(message).toMatch(/^the event is not valid/);
    expect(message).not.toMatch(/example/);
  });

  it('is none where the event is a CloudEvent, whatever else it has', () => {
    const event = { ...aCloudEvent(), Records: [S3_RECORD] };
    expect(refused(event).message).toMatch(/^the event is not valid/);
    const viaPartner = { ...inEventBridge(aCloudEvent()), source: 'aws.partner/example.com/x' };
    expect(eventFrom(unwrap(JSON.stringify(viaPartner)))).toEqual(aCloudEvent());
  });
});
