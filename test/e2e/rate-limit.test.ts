import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalFunction, openLocalFunction } from '../../src/local/lambda/open-functions.ts';
import { parseRecord } from '../../src/util/is-record.ts';
import { anEvent } from '../support/an-event.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { attributesOf, contentOf } from '../support/queued.ts';
import { sqsCall } from '../support/sqs-calls.ts';
import { until } from '../support/until.ts';

type Line = Readonly<Record<string, unknown>>;

let embedded: Embedded;
let lambda: LocalFunction;
let lines: Line[] = [];
let people = 0;

beforeAll(async () => {
  embedded = await openEmbedded();
  lambda = await openLocalFunction({
    module: new URL('../../src/main/consume.ts', import.meta.url),
    env: { ...embedded.env, STORES_TTL_SECONDS: '0' },
    onLine: (line) => void lines.push(parseRecord(line)),
  });
  // Three concurrent functions, as seen by the queue and the ledger.
  for (let count = 0; count < 3; count++) embedded.poller(lambda.invoke);
});
afterAll(async () => {
  await embedded.close();
  await lambda.close();
});
beforeEach(() => {
  lines = [];
  embedded.shopline.reset();
  embedded.shoplazza.reset();
});

/** Configures a new store; its shop accepts `sandbox-token` only. */
function putStore(name: string, overrides: object): void {
  embedded.putStore(name, {
    platform: 'shopline',
    baseUrl: embedded.shopline.baseUrl,
    accessToken: 'sandbox-token',
    userAgent: 'signup-relay-test',
    country: 'TW',
    ...overrides,
  });
}

async function sendSignups(store: string, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const id = `limit-${(people += 1)}`;
    const data = { store, customer: { email: `${id}@example.com` } };
    await embedded.send(JSON.stringify(anEvent({ id, data })));
  }
}
const attemptsAt = (store: string): readonly Line[] =>
  lines.filter((line) => line['message'] === 'signup' && line['store'] === store);
const outcomesAt = (store: string, outcome: string): readonly Line[] =>
  attemptsAt(store).filter((line) => line['outcome'] === outcome);
const storeLines = (change: string): readonly Line[] =>
  lines.filter(({ message }) => message === `store ${change}`);
const metrics = (name: string): number =>
  lines.filter((line) => line['_aws'] !== undefined && line[name] !== undefined).length;
const refusedCalls = (status: number): number =>
  embedded.shopline.calls().filter((call) => call.status === status).length;
/** Ends the delays of all waiting messages. */
async function bringBack(): Promise<void> {
  const { delayed } = await contentOf(embedded, 'signups');
  await sqsCall(embedded.sqs, 'signups', 'PurgeQueue');
  for (const { body, messageAttributes } of delayed) {
    await sqsCall(embedded.sqs, 'signups', 'SendMessage', {
      MessageBody: body,
      MessageAttributes: messageAttributes,
    });
  }
}
const isAtRest = async (): Promise<boolean> => {
  const { visible, hidden } = await embedded.counts('signups');
  return visible + hidden === 0;
};

describe('a store with a tiny limit', () => {
  it('gets every signup in its slot: no 429, and waiting counts no attempt', async () => {
    const limits = [{ perSecond: 4, burst: 4 }];
    embedded.shopline.set({ limits });
    putStore('tiny', { limits });
    await sendSignups('tiny', 10);
    await until(() => outcomesAt('tiny', 'created').length === 10, 20_000);
    expect(refusedCalls(429)).toBe(0);
    expect(embedded.shopline.customers()).toHaveLength(10);
    const waited = outcomesAt('tiny', 'postponed');
    expect(waited.length).toBeGreaterThan(0);
    for (const { attempts, calls, why, retryInMs } of waited) {
      expect({ attempts, calls }).toEqual({ attempts: 0, calls: [] });
      expect(why).toBe("the store's rate limit has no free slot soon");
      expect(Number(retryInMs)).toBeGreaterThan(0);
    }
    for (const { attempts } of outcomesAt('tiny', 'created')) expect(attempts).toBe(1);
    expect(await embedded.counts('deadLetters')).toMatchObject({ visible: 0 });
  });
});

describe('a store that refuses its token', () => {
  it('is paused: few calls, no dead letter, no effect on other stores; a new token ends it at once', async () => {
    putStore('paused', { accessToken: 'old-token' });
    await sendSignups('paused', 1);
    await until(() => storeLines('paused').length === 1);
    expect(storeLines('paused')[0]).toMatchObject({
      store: 'paused',
      reason: 'unauthorized',
      level: 'WARN',
    });
    expect(Date.parse(String(storeLines('paused')[0]?.['probeAt']))).toBeGreaterThan(Date.now());
    const callsBefore = embedded.shopline.calls().length;

    await sendSignups('paused', 15);
    await sendSignups('us-main', 5);
    await until(() => outcomesAt('us-main', 'created').length === 5);
    await until(() => outcomesAt('paused', 'postponed').length >= 16, 30_000);
    await until(isAtRest);
    expect(embedded.shopline.calls().length).toBe(callsBefore);
    for (const { durationMs } of outcomesAt('us-main', 'created')) {
      expect(Number(durationMs)).toBeLessThan(2_000);
    }
    const waiting = (await contentOf(embedded, 'signups')).delayed;
    expect(waiting).toHaveLength(16);
    const attempts = waiting.map((message) => attributesOf(message)['attempts']);
    expect(attempts.filter((count) => count === '0')).toHaveLength(15);
    expect(await embedded.counts('deadLetters')).toMatchObject({ visible: 0 });

    putStore('paused', { accessToken: 'sandbox-token' });
    // The probe is sent alone; signups of the same time wait for its answer.
    for (let round = 0; outcomesAt('paused', 'created').length < 16 && round < 20; round++) {
      await bringBack();
      await until(isAtRest);
    }
    expect(outcomesAt('paused', 'created')).toHaveLength(16);
    expect(storeLines('resumed')).toMatchObject([{ store: 'paused', reason: 'unauthorized' }]);
    expect([metrics('StorePaused'), metrics('StoreResumed')]).toEqual([1, 1]);
    expect(refusedCalls(401)).toBe(callsBefore);
    expect(await embedded.counts('deadLetters')).toMatchObject({ visible: 0 });
    expect(JSON.stringify(lines)).not.toContain('old-token');
  });
});
