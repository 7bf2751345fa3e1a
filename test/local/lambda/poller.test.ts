import type { SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import { type Poller, type PollerOptions, startPoller } from '../../../src/local/lambda/poller.ts';
import { countMessages } from '../../../src/local/aws/queue-calls.ts';
import { type QueueName, sqsCall } from '../../support/sqs-calls.ts';
import { until } from '../../support/until.ts';

const HOUR_MS = 3_600_000;
let sqs: EmbeddedSqs;

async function open(options: { visibilityTimeoutSeconds?: number; maxReceiveCount?: number } = {}) {
  sqs = await openEmbeddedSqs({ port: 0, ...options });
  return sqs;
}

afterEach(() => sqs.close());

const send = (body: string, more: object = {}) =>
  sqsCall<{ MessageId: string }>(sqs, 'signups', 'SendMessage', { MessageBody: body, ...more });
const counts = (queue: QueueName = 'signups') => countMessages(sqs.endpoint, sqs[queue]);

function poll(handler: PollerOptions['handler'], more: Partial<PollerOptions> = {}): Poller {
  const poller = startPoller({
    endpoint: sqs.endpoint,
    queue: sqs.signups,
    handler,
    waitSeconds: 0.1,
    ...more,
  });
  onTestFinished(() => poller.stop());
  return poller;
}

const bodiesOf = (event: SQSEvent) => event.Records.map(({ body }) => body);
const failing = (event: SQSEvent, body: string) => ({
  batchItemFailures: event.Records.filter((record) => record.body === body).map((record) => ({
    itemIdentifier: record.messageId,
  })),
});

describe('the poller', () => {
  it('passes messages to the handler like Lambda, with every attribute', async () => {
    await open();
    const { MessageId } = await send('{"a":1}', {
      MessageGroupId: 'tw-main',
      MessageAttributes: { attempts: { DataType: 'Number', StringValue: '3' } },
      MessageSystemAttributes: {
        AWSTraceHeader: {
          DataType: 'String',
          StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        },
      },
    });
    const seen: SQSEvent[] = [];
    poll(async (event) => void seen.push(event));
    await until(() => seen.length === 1);
    expect(seen[0]?.Records).toEqual([
      {
        messageId: MessageId,
        receiptHandle: expect.any(String),
        body: '{"a":1}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          MessageGroupId: 'tw-main',
          AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
        },
        messageAttributes: {
          attempts: {
            stringValue: '3',
            dataType: 'Number',
            stringListValues: [],
            binaryListValues: [],
          },
        },
        md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
        md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:signups',
        awsRegion: 'us-east-1',
      },
    ]);
  });

  it('tells the handler its remaining time', async () => {
    await open();
    await send('x');
    const left: number[] = [];
    poll(async (_, context) => void left.push(context.getRemainingTimeInMillis()), {
      functionTimeoutMs: HOUR_MS,
    });
    await until(() => left.length === 1);
    expect(left[0]).toBeLessThanOrEqual(HOUR_MS);
    expect(left[0]).toBeGreaterThan(HOUR_MS - 60_000);
  });

  it('receives up to ten messages at once and deletes them if none is reported', async () => {
    await open();
    for (let index = 0; index < 12; index += 1) await send(`m${index}`);
    const batches: number[] = [];
    poll(async (event) => void batches.push(event.Records.length));
    await until(async () => {
      const { visible, hidden } = await counts();
      return visible + hidden === 0;
    });
    expect(batches).toEqual([10, 2]);
  });

  it('keeps exactly the reported messages', async () => {
    await open();
    for (const body of ['good', 'bad', 'fine']) await send(body);
    poll(async (event) => failing(event, 'bad'));
    await until(async () => (await counts()).hidden === 1);
    expect(await counts()).toEqual({ visible: 0, hidden: 1, delayed: 0 });
  });

  it.each([
    ['throws', async () => Promise.reject(new Error('crash'))],
    ['runs into its timeout', () => new Promise(() => undefined)],
    [
      'names a message that is not in the batch',
      async () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
    ],
    ['names no message', async () => ({ batchItemFailures: [{}] })],
    ['answers with something else', async () => ({ batchItemFailures: 'all' })],
  ])('keeps every message when the handler %s', async (_, answer) => {
    await open();
    await send('a');
    await send('b');
    let calls = 0;
    const poller = poll(
      async () => {
        calls += 1;
        return answer();
      },
      { functionTimeoutMs: 50, onError: () => undefined },
    );
    await until(() => calls > 0);
    await poller.stop();
    const { visible, hidden } = await counts();
    expect(visible + hidden).toBe(2);
  });

  it('delivers a failed message again with a higher receive count, until SQS moves it', async () => {
    await open({ visibilityTimeoutSeconds: 0, maxReceiveCount: 2 });
    await send('poison');
    const received: string[] = [];
    poll(async (event) => {
      received.push(...event.Records.map((record) => record.attributes.ApproximateReceiveCount));
      return failing(event, 'poison');
    });
    await until(async () => (await counts('deadLetters')).visible === 1);
    expect(received).toEqual(['1', '2']);
  });

  it('shares a queue with other pollers, each message going to one of them', async () => {
    await open();
    const bodies = Array.from({ length: 30 }, (_, index) => `m${index}`);
    const seen: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      poll(async (event) => void seen.push(...bodiesOf(event)));
    }
    for (const body of bodies) await send(body);
    await until(() => seen.length >= bodies.length);
    expect(seen.toSorted()).toEqual(bodies.toSorted());
  });

  it('finishes the current batch before it stops, and receives nothing afterwards', async () => {
    await open();
    await send('first');
    const release = Promise.withResolvers<void>();
    const seen: string[] = [];
    const poller = poll(async (event) => {
      seen.push(...bodiesOf(event));
      await release.promise;
    });
    await until(() => seen.length === 1);
    const stopped = poller.stop();
    await send('second');
    release.resolve();
    await stopped;
    expect(seen).toEqual(['first']);
    expect(await counts()).toEqual({ visible: 1, hidden: 0, delayed: 0 });
  });

  it('reports errors around the handler and continues', async () => {
    await open();
    const errors: unknown[] = [];
    const poller = poll(async () => undefined, {
      queue: { url: `${sqs.endpoint}/000000000000/nowhere`, arn: sqs.signups.arn },
      onError: (error) => void errors.push(error),
    });
    await until(() => errors.length === 2);
    await poller.stop();
    expect(errors[0]).toMatchObject({ code: 'QueueDoesNotExist' });
  });
});
