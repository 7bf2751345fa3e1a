import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportLetters } from '../../src/dead-letters/write.ts';
import type { ReplayAnswer } from '../../src/dead-letters/replay/handler.ts';
import { importLetters } from '../../src/dead-letters/import.ts';
import { replayLetters } from '../../src/dead-letters/replay/replay.ts';
import { lambdaContext } from '../../src/local/lambda/context.ts';
import { anEvent } from '../support/an-event.ts';
import { lettersDeps } from '../support/letters-deps.ts';
import { localAws } from '../support/local-credentials.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';
import { attributesOf, contentOf } from '../support/queued.ts';
import { until } from '../support/until.ts';
import { loadDoor } from '../support/load-door.ts';

let consumer: Consumer;
let invoke: (input: unknown, remainingMs?: number) => Promise<ReplayAnswer>;
beforeAll(async () => {
  consumer = await openConsumer();
  const { handler } = await loadDoor<typeof import('../../src/main/replay.ts')>('replay');
  invoke = (input, remainingMs = 300_000) =>
    handler(
      input,
      lambdaContext('replay', () => remainingMs),
    );
});
afterAll(() => consumer.close());

const aStore = (): object => ({
  platform: 'shoplazza',
  baseUrl: consumer.shoplazza.baseUrl,
  accessToken: 'sandbox-token',
  country: 'US',
});
/** Moves messages like StartMessageMoveTask, with ordinary SQS calls: body and attributes verbatim. */
async function redrive(): Promise<void> {
  const client = new SQSClient(localAws(consumer.sqs.endpoint));
  const { deadLetters, signups } = consumer.sqs;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: deadLetters.url, MessageAttributeNames: ['All'] }),
  );
  for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
    const message = { MessageBody: Body, MessageAttributes };
    await client.send(new SendMessageCommand({ QueueUrl: signups.url, ...message }));
    await client.send(new DeleteMessageCommand({ QueueUrl: deadLetters.url, ReceiptHandle }));
  }
}
const signup = (id: string, store: string): string =>
  JSON.stringify(anEvent({ id, data: { store, customer: { email: `${id}@example.com` } } }));
const drained = (): Promise<void> => until(() => consumer.isDrained());

describe('the function replay', () => {
  it('predicts, replays the deliverable letters, and leaves the rest', async () => {
    const bodies = [signup('e-1', 'late'), signup('e-2', 'never'), 'not JSON'];
    for (const body of bodies) await consumer.send(body);
    await drained();
    consumer.putStore('late', aStore());
    const dry = await invoke({});
    expect(dry).toMatchObject({
      dryRun: true,
      selected: 3,
      predicted: {
        delivers: 1,
        fails: 2,
        byReason: { unknown_store: { delivers: 1, fails: 1 }, invalid_json: { fails: 1 } },
      },
      replayed: 0,
      left: 2,
      complete: true,
    });
    expect(dry.predictions).toHaveLength(3);
    expect((await contentOf(consumer, 'deadLetters')).ready).toHaveLength(3);

    expect(await invoke({ reason: ['unknown_store'], rate: 100, dryRun: false })).toMatchObject({
      dryRun: false,
      selected: 2,
      replayed: 1,
      left: 1,
    });
    await drained();
    expect(consumer.shoplazza.customers().map(({ email }) => email)).toEqual(['e-1@example.com']);
    const { ready, hidden } = await contentOf(consumer, 'deadLetters');
    expect(hidden).toEqual([]);
    expect(ready.map(({ body }) => body).toSorted()).toEqual(bodies.slice(1).toSorted());
  });

  it.each([
    [{ store: 'nosuch' }, /^.*\/store is neither configured nor named .* letters: never$/],
    [
      { eventId: 'e-9', dryRun: false },
      /\/eventId is of no dead letter; dead letters: [\w-]+, e-2$|: e-2, [\w-]+$/,
    ],
  ])('refuses %j, which fits nothing, and names what there is', async (input, why) => {
    await expect(invoke(input)).rejects.toThrow(why);
  });

  it('takes a store that is configured or named, also where nothing fits', async () => {
    for (const input of [{ store: 'late' }, { store: 'never', reason: ['expired'] }])
      expect(await invoke(input)).toMatchObject({ selected: 0, complete: true });
  });

  it('ends before its timeout', async () => {
    consumer.putStore('late', {});
    expect(await invoke({ eventId: 'e-2', dryRun: false }, 10_000)).toMatchObject({ replayed: 0 });
  });

  it.each([
    [{ reasons: ['rejected'] }, 'not a known field'],
    [{ reason: ['unheard-of'] }, '/reason/0'],
    [{ from: 'yesterday' }, '/from'],
    [{ limit: 0 }, '/limit'],
  ])('refuses %j with the reason', async (input, why) => {
    await expect(invoke(input)).rejects.toThrow(why);
  });
});

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

describe('AWS’s own redrive', () => {
  it('works for letters of consume, replayed letters and imported letters', async () => {
    await consumer.receiveAll('deadLetters');
    await consumer.send(signup('r-1', 'nowhere'));
    await drained();
    // A forced replay fails again; the letter has one replay more.
    await replayLetters({}, { execute: true, force: true }, lettersDeps(consumer));
    await drained();
    const lines: string[] = [];
    const sink = {
      append: async (more: readonly string[]) => void lines.push(...more),
      flush: async () => undefined,
    };
    const before = (await contentOf(consumer, 'deadLetters')).ready;
    await exportLetters({}, { remove: true }, { ...lettersDeps(consumer), sink });
    await importLetters(linesOf(lines), lettersDeps(consumer));
    const [letter, ...more] = (await contentOf(consumer, 'deadLetters')).ready;
    expect(more).toEqual([]);
    expect(letter && attributesOf(letter)).toEqual(before[0] && attributesOf(before[0]));
    expect(letter?.messageAttributes['replays']).toMatchObject({
      DataType: 'Number',
      StringValue: '1',
    });

    // StartMessageMoveTask moves body and attributes verbatim.
    consumer.putStore('nowhere', aStore());
    await redrive();
    await until(() =>
      consumer.shoplazza.customers().some(({ email }) => email === 'r-1@example.com'),
    );
    await drained();
    expect((await contentOf(consumer, 'deadLetters')).ready).toEqual([]);
  });
});
