import { OverLimit, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../../src/aws/queues/dead-letters.ts';
import { createQueue } from '../../../src/aws/queues/queue.ts';
import { queueDepth } from '../../../src/aws/queues/queue-depth.ts';
import { WaitError } from '../../../src/event/errors.ts';
import { awsJson } from '../../../src/local/aws/aws-json.ts';
import { type EmbeddedSqs, openEmbeddedSqs } from '../../../src/local/aws/embedded-sqs.ts';
import type { DeadLetterMessage, DeadLetters } from '../../../src/dead-letters/ports.ts';
import type { Copy, Queue } from '../../../src/message/queue-port.ts';
import { openAwsProxy, type AwsProxy } from '../../support/aws-proxy.ts';
import { localAws } from '../../support/local-credentials.ts';

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
  const input = { QueueUrl: sqs.deadLetters.url };
  await awsJson({ endpoint: sqs.endpoint, target: 'AmazonSQS.PurgeQueue', input });
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
async function takeAll(): Promise<readonly DeadLetterMessage[]> {
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
  it('say what time it is there, to the second below', async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { at = 0 } = await deadLetters.depth();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('come with everything that they carry', async () => {
    const attributes = {
      reason: { type: 'String', value: 'rejected' },
      attempts: { type: 'Number', value: '3' },
      blob: { type: 'Binary.x', value: new Uint8Array([0, 255]) },
    };
    const body = ' {"name":"王"}\n';
    const before = Date.now();
    await put(1, { body, attributes, groupId: 'tw-main', traceHeader: 'Root=1-2-3' });
    const [letter] = await takeAll();
    expect(letter).toMatchObject({ body, groupId: 'tw-main', traceHeader: 'Root=1-2-3' });
    expect(letter?.attributes).toEqual(attributes);
    expect(letter?.sentAt).toBeGreaterThanOrEqual(before);
    expect(letter?.sentAt).toBeLessThanOrEqual(Date.now());
  });

  it('are in one hand only, until they are put back', async () => {
    await put(25);
    const letters = await takeAll();
    expect(letters).toHaveLength(25);
    expect(await deadLetters.depth()).toMatchObject({ waiting: 0, inFlight: 25, delayed: 0 });
    expect(await deadLetters.renew(letters, 300)).toHaveLength(25);
    await deadLetters.release(letters);
    expect(await deadLetters.depth()).toMatchObject({ waiting: 25, inFlight: 0, delayed: 0 });
  });

  it('are removed, and named one by one', async () => {
    await put(45);
    const letters = await takeAll();
    const gone = await deadLetters.remove(letters);
    expect(gone).toEqual(new Set(letters.map(({ messageId }) => messageId)));
    expect(await deadLetters.depth()).toMatchObject({ waiting: 0, inFlight: 0, delayed: 0 });
  });

  it('count as removed only where SQS says so', async () => {
    await put(3);
    const letters = await takeAll();
    proxy.set(async (_, forward) => {
      const { Successful } = await forward();
      return { Successful: (Successful as object[]).slice(0, 1), Failed: [] };
    });
    expect(await deadLetters.remove(letters)).toEqual(new Set([letters[0]?.messageId]));
    proxy.set(async () => 'reset');
    expect(await deadLetters.remove(letters)).toEqual(new Set());
  });

  it('are looked for everywhere only where somebody is patient', async () => {
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

  it('know how long they are kept', async () => {
    expect(await deadLetters.retentionMs()).toBe(14 * 86_400_000);
  });

  it('tell of a queue that cannot be reached, without what it said', async () => {
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

  it('sees no more letters where 120,000 are in hand', async () => {
    const full = createDeadLetters({ client: refusing('OverLimit'), url: sqs.deadLetters.url });
    expect(await full.receive(60)).toEqual([]);
  });

  it('says which error it was, and nothing else', async () => {
    const client = refusing('AccessDenied');
    const asking = queueDepth({ client, url: sqs.deadLetters.url });
    await expect(asking).rejects.toThrow('the queue cannot be reached (AccessDenied)');
  });
});
