import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsJson } from '../../../src/local/aws/aws-json.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';

let sqs: EmbeddedSqs;
beforeAll(async () => {
  sqs = await openEmbeddedSqs({ port: 0 });
});
afterAll(() => sqs.close());

type Message = Record<string, unknown>;
const call = <T>(operation: string, input: object) =>
  awsJson<T>({ endpoint: sqs.endpoint, target: `AmazonSQS.${operation}`, input });

async function receiveOne(asked: object): Promise<Message | undefined> {
  const { Messages = [] } = await call<{ Messages?: Message[] }>('ReceiveMessage', {
    QueueUrl: sqs.signups.url,
    ...asked,
  });
  await call('PurgeQueue', { QueueUrl: sqs.signups.url });
  return Messages[0];
}

const attributes = { store: { DataType: 'String', StringValue: 'tw-main' } };
const names = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `a${index}`,
      { DataType: 'String', StringValue: 'x' },
    ]),
  );

describe('the embedded SQS', () => {
  it('has the queues of a deployment', async () => {
    const { Attributes } = await call<{ Attributes: Record<string, string> }>(
      'GetQueueAttributes',
      {
        QueueUrl: sqs.signups.url,
        AttributeNames: ['All'],
      },
    );
    expect(Attributes['VisibilityTimeout']).toBe('180');
    expect(JSON.parse(Attributes['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: sqs.deadLetters.arn,
      maxReceiveCount: 10,
    });
  });

  it.each([
    ['hides message attributes that were not asked for', {}, undefined],
    [
      'gives message attributes that were asked for',
      { MessageAttributeNames: ['All'] },
      attributes,
    ],
    ['gives single message attributes by name', { MessageAttributeNames: ['store'] }, attributes],
  ])('%s, as AWS does', async (_, asked, expected) => {
    await call('SendMessage', {
      QueueUrl: sqs.signups.url,
      MessageBody: 'x',
      MessageAttributes: attributes,
    });
    expect((await receiveOne(asked))?.['MessageAttributes']).toEqual(expected);
  });

  it.each([
    ['SendMessage', { MessageBody: 'x', MessageGroupId: 'tw-main' }],
    ['SendMessageBatch', { Entries: [{ Id: '1', MessageBody: 'x', MessageGroupId: 'tw-main' }] }],
  ])('keeps the message group that %s gave', async (operation, input) => {
    await call(operation, { QueueUrl: sqs.signups.url, ...input });
    const message = await receiveOne({ MessageSystemAttributeNames: ['MessageGroupId'] });
    expect(message?.['Attributes']).toEqual({ MessageGroupId: 'tw-main' });
  });

  it('accepts ten message attributes', async () => {
    await call('SendMessage', {
      QueueUrl: sqs.signups.url,
      MessageBody: 'x',
      MessageAttributes: names(10),
    });
    expect(await receiveOne({ MessageAttributeNames: ['All'] })).toBeDefined();
  });

  it.each([
    ['SendMessage', { MessageBody: 'x', MessageAttributes: names(11) }],
    [
      'SendMessageBatch',
      { Entries: [{ Id: '1', MessageBody: 'x', MessageAttributes: names(11) }] },
    ],
  ])('refuses eleven message attributes in %s', async (operation, input) => {
    await expect(call(operation, { QueueUrl: sqs.signups.url, ...input })).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    });
    expect(await receiveOne({})).toBeUndefined();
  });

  it.each(['two words', 'x'.repeat(129), ''])(
    'refuses a group id that AWS refuses: %j',
    async (MessageGroupId) => {
      const entry = { MessageBody: 'x', MessageGroupId };
      await expect(
        call('SendMessage', { QueueUrl: sqs.signups.url, ...entry }),
      ).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    },
  );

  it('starts on another port if its own is in use', async () => {
    const taken = Number(new URL(sqs.endpoint).port);
    const second = await openEmbeddedSqs({ port: taken });
    expect(second.endpoint).not.toBe(sqs.endpoint);
    await second.close();
  });
});
