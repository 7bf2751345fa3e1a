import { OverLimit, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../../src/aws/queues/dead-letters.ts';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { queueDepth } from '../../../src/aws/queues/queue-depth.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import type { DeadLetterMessage, DeadLetters } from '../../../src/dead-letters/ports.ts';
import type { Copy, Queue } from '../../../src/message/queue-port.ts';
import { openAwsProxy, type AwsProxy } from '../../support/aws-proxy.ts';
import { localAws } from '../../support/local-credentials.ts';
import { purgeQueues, sqsCall } from '../../support/sqs-calls.ts';

let sqs: EmbeddedSqs;
let proxy: AwsProxy;
let deadLetters: DeadLetters;
let queue: Queue;
beforeAll(async () => {
  sqs = await openEmbeddedSqs({ port: 0 });
  proxy = await openAwsProxy(sqs.endpoint);
  const client = new SQSClient(localAws(proxy.url));
  deadLetters = createDeadLetters({ client, url: sqs.deadLetters.url, waitSeconds: 0 });
  queue = createQueue({ client, urls: { deadLetters: sqs.deadLetters.url } });
});
afterEach(async () => {
  await purgeQueues(sqs);
  proxy.reset();
});
afterAll(async () => {
  await proxy.close();
  await sqs.close();
});

const put = async (count: number, more: Partial<Copy> = {}): Promise<void> => {
  const copies = Array.from({ length: count }, (_, at) => ({
    key: `k-${at}`,
    to: 'deadLetters' as const,
    body: `body ${at}`,
    attributes: {},
    delaySeconds: 0,
    ...more,
  }));
  await queue.send(copies);
};
async function receiveAll(): Promise<readonly DeadLetterMessage[]> {
  const all: DeadLetterMessage[] = [];
  for (
    let some = await deadLetters.receive(60);
    some.length > 0;
    some = await deadLetters.receive(60)
  ) {
    all.push(...some);
  }
  return all;
}

describe('the dead letters on SQS', () => {
  it('tell the time of the queue, to the second below', async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { at = 0 } = await deadLetters.depth();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('come with body, attributes, group and trace', async () => {
    const attributes = {
      reason: { type: 'String', value: 'rejected' },
      attempts: { type: 'Number', value: '3' },
      blob: { type: 'Binary.x', value: new Uint8Array([0, 255]) },
    };
    const body = ' {"name":"王"}\n';
    const before = Date.now();
    await put(1, { body, attributes, groupId: 'tw-main', traceHeader: 'Root=1-2-3' });
    const [letter] = await receiveAll();
    expect(letter).toMatchObject({ body, groupId: 'tw-main', traceHeader: 'Root=1-2-3' });
    expect(letter?.attributes).toEqual(attributes);
    expect(letter?.sentAt).toBeGreaterThanOrEqual(before);
    expect(letter?.sentAt).toBeLessThanOrEqual(Date.now());
  });

  it('come without an attribute whose value the SDK loses', async () => {
    // JSON.stringify writes it, unlike an object literal that names the prototype.
    const MessageAttributes: unknown = JSON.parse(
      '{"__proto__":{"DataType":"String","StringValue":"x"},"own":{"DataType":"String","StringValue":"y"}}',
    );
    await sqsCall(sqs, 'deadLetters', 'SendMessage', { MessageBody: 'x', MessageAttributes });
    const [letter] = await receiveAll();
    expect(letter).toMatchObject({ body: 'x', attributes: { own: { value: 'y' } } });
  });

  it('are invisible to other receives until they are released', async () => {
    await put(25);
    const letters = await receiveAll();
    expect(letters).toHaveLength(25);
    expect(await deadLetters.depth()).toMatchObject({ waiting: 0, inFlight: 25, delayed: 0 });
    expect(await deadLetters.renew(letters, 300)).toHaveLength(25);
    await deadLetters.release(letters);
    expect(await deadLetters.depth()).toMatchObject({ waiting: 25, inFlight: 0, delayed: 0 });
  });

  it('are removed, and confirmed one by one', async () => {
    await put(45);
    const letters = await receiveAll();
    const gone = await deadLetters.remove(letters);
    expect(gone).toEqual(new Set(letters.map(({ messageId }) => messageId)));
    expect(await deadLetters.depth()).toMatchObject({ waiting: 0, inFlight: 0, delayed: 0 });
  });

  it('count as removed only if SQS confirms it', async () => {
    await put(3);
    const letters = await receiveAll();
    proxy.set(async (_, forward) => {
      const { Successful } = await forward();
      return { Successful: (Successful as object[]).slice(0, 1), Failed: [] };
    });
    expect(await deadLetters.remove(letters)).toEqual(new Set([letters[0]?.messageId]));
    proxy.set(async () => 'reset');
    expect(await deadLetters.remove(letters)).toEqual(new Set());
  });

  it('are received by long polling only on request', async () => {
    await deadLetters.receive(60);
    await deadLetters.receive(60, true);
    expect(proxy.calls().map(({ input }) => input['VisibilityTimeout'])).toEqual([60, 60]);
    const real = createDeadLetters({
      client: new SQSClient(localAws(proxy.url)),
      url: sqs.deadLetters.url,
    });
    proxy.set(async () => ({}));
    await real.receive(60, true);
    expect(proxy.calls().at(-1)?.input).toMatchObject({ WaitTimeSeconds: 1 });
  });

  it('tell the retention of the queue', async () => {
    expect(await deadLetters.retentionMs()).toBe(14 * 86_400_000);
  });

  it('reject when the queue cannot be reached, without its error text', async () => {
    proxy.set(async () => 'reset');
    const away = [
      deadLetters.receive(60),
      deadLetters.depth(),
      deadLetters.retentionMs(),
      deadLetters.renew([{ messageId: 'm', receipt: 'r' }], 60),
    ];
    for (const call of away) await expect(call).rejects.toBeInstanceOf(WaitError);
    await deadLetters.release([{ messageId: 'm', receipt: 'r' }]);
  });
});

describe('a client that SQS refuses', () => {
  const refusing = (name: string): SQSClient => {
    const client = new SQSClient(localAws(sqs.endpoint));
    client.middlewareStack.add(
      () => async () => {
        throw name === 'OverLimit'
          ? new OverLimit({ message: 'too many', $metadata: {} })
          : Object.assign(new Error('secret'), { name });
      },
      { step: 'initialize' },
    );
    return client;
  };

  it('receives no more messages at the in-flight limit', async () => {
    const full = createDeadLetters({ client: refusing('OverLimit'), url: sqs.deadLetters.url });
    expect(await full.receive(60)).toEqual([]);
  });

  it('names the error without its text', async () => {
    const client = refusing('AccessDenied');
    const asking = queueDepth({ client, url: sqs.deadLetters.url });
    await expect(asking).rejects.toThrow(
      'the queue refuses access (AccessDenied): the right for it is missing;',
    );
  });
});
