import { SQSClient } from '@aws-sdk/client-sqs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { MAX_MESSAGE_BYTES } from '../../../src/util/sqs-limits.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import type { Copy, Queue } from '../../../src/message/queue-port.ts';
import { localAws } from '../../support/local-credentials.ts';
import { purgeQueues, type QueueName, receiveTen } from '../../support/sqs-calls.ts';
import { openStubServer, type StubServer } from '../../support/stub-server.ts';

const aCopy = (key: string, overrides: Partial<Copy> = {}): Copy => ({
  key,
  to: 'deadLetters',
  body: `body of ${key}`,
  attributes: {},
  delaySeconds: 0,
  ...overrides,
});
const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);

describe('the queue on SQS', () => {
  let sqs: EmbeddedSqs;
  let queue: Queue;
  const sizes: number[] = [];
  beforeAll(async () => {
    sqs = await openEmbeddedSqs({ port: 0 });
    const client = new SQSClient(localAws(sqs.endpoint));
    client.middlewareStack.add(
      (next) => (args) => {
        sizes.push((args.input as { Entries: unknown[] }).Entries.length);
        return next(args);
      },
      { step: 'initialize' },
    );
    const urls = { signups: sqs.signups.url, deadLetters: sqs.deadLetters.url };
    queue = createQueue({ client, urls });
  });
  afterEach(async () => {
    sizes.length = 0;
    await purgeQueues(sqs);
  });
  afterAll(() => sqs.close());

  it("keeps X-Ray's header, and reports the id of each message", async () => {
    const traceHeader =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const told = new Map<string, string>();
    await queue.send([aCopy('a', { traceHeader }), aCopy('b')], (key, id) => told.set(key, id));
    const messages = await receiveTen(sqs, 'deadLetters');
    const headers = messages.map(({ MessageId, Attributes }) => [
      MessageId,
      Attributes?.['AWSTraceHeader'],
    ]);
    expect(new Map(headers as [string, unknown][])).toEqual(
      new Map([
        [told.get('a'), traceHeader],
        [told.get('b'), undefined],
      ]),
    );
  });

  it('sends body, attributes and group as they are', async () => {
    const attributes = {
      reason: { type: 'String', value: 'rejected' },
      attempts: { type: 'Number', value: '3' },
      blob: { type: 'Binary', value: new Uint8Array([0, 255]) },
    };
    const body = ' {"email":"王@example.com"}\n';
    await queue.send([aCopy('m', { body, attributes, groupId: 'tw-main' })]);
    expect(await receiveTen(sqs, 'deadLetters')).toMatchObject([
      {
        Body: body,
        Attributes: { MessageGroupId: 'tw-main' },
        MessageAttributes: {
          reason: { DataType: 'String', StringValue: 'rejected' },
          attempts: { DataType: 'Number', StringValue: '3' },
          blob: { DataType: 'Binary', BinaryValue: 'AP8=' },
        },
      },
    ]);
  });

  it('sends each copy to its queue, with its delay', async () => {
    const confirmed = await queue.send([
      aCopy('later', { to: 'signups', delaySeconds: 900 }),
      aCopy('now', { to: 'signups' }),
      aCopy('dead'),
    ]);
    expect(confirmed).toEqual(new Set(['later', 'now', 'dead']));
    const bodies = async (name: QueueName) => (await receiveTen(sqs, name)).map(({ Body }) => Body);
    expect(await bodies('signups')).toEqual(['body of now']);
    expect(await bodies('deadLetters')).toEqual(['body of dead']);
  });

  it('keeps one malformed copy from no other', async () => {
    const bad = aCopy('bad', { groupId: 'two words' });
    const confirmed = await queue.send([aCopy('a'), bad, aCopy('b')]);
    expect([...confirmed]).toEqual(['a', 'b']);
    expect(sizes).toEqual([3, 1, 1, 1]);
    const bodies = (await receiveTen(sqs, 'deadLetters')).map(({ Body }) => Body);
    expect(bodies.toSorted()).toEqual(['body of a', 'body of b']);
  });

  it('makes no call without copies', async () => {
    expect(await queue.send([])).toEqual(new Set());
    expect(sizes).toEqual([]);
  });

  it('sends ten copies in one call and the eleventh in the next', async () => {
    expect(await queue.send(keys(21).map((key) => aCopy(key)))).toEqual(new Set(keys(21)));
    expect(sizes).toEqual([10, 10, 1]);
  });

  it('keeps a call within the size limit of SQS, attributes included', async () => {
    const half = 'x'.repeat(MAX_MESSAGE_BYTES / 2);
    const attributes = { a: { type: 'String', value: 'x' } };
    const fitting = [aCopy('m0', { body: half }), aCopy('m1', { body: half })];
    expect(await queue.send(fitting)).toEqual(new Set(['m0', 'm1']));
    const over = [aCopy('m0', { body: half }), aCopy('m1', { body: half, attributes })];
    await queue.send(over);
    await queue.send(keys(3).map((key) => aCopy(key, { body: 'x'.repeat(MAX_MESSAGE_BYTES) })));
    expect(sizes).toEqual([2, 1, 1, 1, 1, 1]);
  });

  it('confirms a copy of exactly 1 MiB, and the others when one is too large', async () => {
    const largest = aCopy('largest', { body: 'x'.repeat(MAX_MESSAGE_BYTES) });
    const tooLarge = aCopy('too large', { body: 'x'.repeat(MAX_MESSAGE_BYTES + 1) });
    expect(await queue.send([largest, tooLarge, aCopy('small')])).toEqual(
      new Set(['largest', 'small']),
    );
  });
});

describe('the queue on an SQS that fails', () => {
  let server: StubServer;
  afterEach(() => server.close());

  type Answer = (ids: readonly string[]) => readonly [status: number, body: unknown];
  const successful = (ids: readonly string[]) =>
    ids.map((Id) => ({ Id, MessageId: `sent-${Id}`, MD5OfMessageBody: '' }));
  const failed = (Id: string, code: string) => ({ Id, Code: code, SenderFault: false });

  const send = async (answer: Answer, count = 3): Promise<ReadonlySet<string>> => {
    const answerIt = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { Entries } = JSON.parse(await text(request)) as { Entries: { Id: string }[] };
      const [status, content] = answer(Entries.map(({ Id }) => Id));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };
    server = await openStubServer((request, response) => void answerIt(request, response));
    const client = new SQSClient({ ...localAws(server.url), md5: false });
    const urls = { signups: `${server.url}/0/signups`, deadLetters: `${server.url}/0/dead` };
    return createQueue({ client, urls }).send(keys(count).map((key) => aCopy(key)));
  };

  it.each<[string, Answer, readonly string[]]>([
    ['all', (ids) => [200, { Successful: successful(ids), Failed: [] }], ['m0', 'm1', 'm2']],
    [
      'all but one that failed',
      (ids) => [
        200,
        {
          Successful: successful(ids.filter((id) => id !== '1')),
          Failed: [failed('1', 'InternalError')],
        },
      ],
      ['m0', 'm2'],
    ],
    ['only those it names', (ids) => [200, { Successful: successful(ids.slice(1, 2)) }], ['m1']],
    ['none, when all failed', (ids) => [200, { Failed: ids.map((id) => failed(id, 'X')) }], []],
    ['none, when it answers nothing', () => [200, {}], []],
    ['none, when it answers no JSON', () => [200, '<html>'], []],
    ['none of an unknown name', () => [200, { Successful: successful(['7', '-1', 'm0', '']) }], []],
    ['none, when it is broken', () => [500, { __type: 'InternalFailure' }], []],
    ['none, when it denies access', () => [400, { __type: 'AccessDeniedException' }], []],
  ])('confirms %s', async (_, answer, expected) => {
    expect(await send(answer)).toEqual(new Set(expected));
  });

  it('continues with the next call after a failed one', async () => {
    let calls = 0;
    const answer: Answer = (ids) => {
      calls += 1;
      return calls === 1 ? [503, {}] : [200, { Successful: successful(ids) }];
    };
    expect(await send(answer, 12)).toEqual(new Set(['m10', 'm11']));
  });

  it('confirms nothing when the connection is refused', async () => {
    server = await openStubServer(() => {});
    await server.close();
    const client = new SQSClient(localAws(server.url));
    const urls = { signups: `${server.url}/0/signups`, deadLetters: `${server.url}/0/dead` };
    expect(await createQueue({ client, urls }).send([aCopy('m0')])).toEqual(new Set());
  });

  it('confirms nothing for a queue without a URL', async () => {
    const client = new SQSClient(localAws('http://127.0.0.1:9'));
    expect(await createQueue({ client, urls: {} }).send([aCopy('m0')])).toEqual(new Set());
  });
});
