import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contactKey } from '../../src/aws/ledger/keys.ts';
import { createDigest } from '../../src/event/digest.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import type { ReceivedMessage } from '../../src/local/lambda/sqs-event.ts';
import { anEvent, type EventParts } from '../support/an-event.ts';
import { type AwsProxy, openAwsProxy } from '../support/aws-proxy.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { deleteLedgerItem, ledgerItems, putLedgerItem } from '../support/ledger-table.ts';
import { newStore } from '../support/new-store.ts';
import { buildBundles, type Bundles } from '../support/open-bundle.ts';
import { attributesOf, contentOf, type Queued } from '../support/queued.ts';
import { pollOnce, type PolledBatch } from '../support/poll-once.ts';
import { purgeQueues, sqsCall } from '../support/sqs-calls.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const LEDGER_KEY = 'a-key-for-this-local-run-and-no-other';

let bundles: Bundles;
let embedded: Embedded;
let sqsProxy: AwsProxy;
let ledgerProxy: AwsProxy;
let lambda: ZippedFunction;
let people = 0;

beforeAll(async () => {
  [bundles, embedded] = await Promise.all([buildBundles(), openEmbedded()]);
  sqsProxy = await openAwsProxy(embedded.sqs.endpoint);
  ledgerProxy = await openAwsProxy(embedded.dynamoDb.endpoint);
  lambda = await openFunction();
});
afterAll(async () => {
  await lambda.close();
  await Promise.all([sqsProxy, ledgerProxy, embedded, bundles].map((each) => each.close()));
});
beforeEach(() => {
  embedded.shopline.reset();
  embedded.shoplazza.reset();
});
afterEach(async () => {
  sqsProxy.reset();
  ledgerProxy.reset();
  await purgeQueues(embedded.sqs);
});

function openFunction(): Promise<ZippedFunction> {
  const { signups, deadLetters: dead, endpoint } = embedded.sqs;
  return bundles.open({
    ...embedded.env,
    // The AWS SDK takes the host of the queue's URL.
    SIGNUPS_QUEUE_URL: signups.url.replace(endpoint, sqsProxy.url),
    DEAD_LETTER_QUEUE_URL: dead.url.replace(endpoint, sqsProxy.url),
    AWS_ENDPOINT_URL_SQS: sqsProxy.url,
    AWS_ENDPOINT_URL_DYNAMODB: ledgerProxy.url,
  });
}

/** Ends the pauses of busy shops, in the ledger and in the function. */
async function afterTheRush(): Promise<void> {
  for (const { pk } of await ledgerItems(embedded)) {
    if (JSON.stringify(pk).includes('store#')) await deleteLedgerItem(embedded, pk);
  }
  await lambda.close();
  lambda = await openFunction();
}

const send = (body: string, MessageAttributes: object = {}) =>
  sqsCall<{ MessageId: string }>(embedded.sqs, 'signups', 'SendMessage', {
    MessageBody: body,
    MessageAttributes,
  });
const poll = (remainingMs?: number): Promise<PolledBatch> =>
  pollOnce(embedded, lambda, remainingMs === undefined ? {} : { remainingMs });
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const number = (StringValue: string) => ({ DataType: 'Number', StringValue });

/** An event of a new person. */
function newPerson(
  store = newStore(embedded, 'shopline'),
  parts: EventParts = {},
): { body: string; email: string } {
  const email = `person-${(people += 1)}@example.com`;
  const event = anEvent({ id: `e-${people}`, ...parts, data: { store, customer: { email } } });
  return { body: JSON.stringify(event), email };
}

/** Answers the store's next calls with this status. */
function answer(status: number, headers: Readonly<Record<string, string>> = {}, times = 1): void {
  for (const shop of [embedded.shopline, embedded.shoplazza]) {
    shop.set({ faults: [{ kind: 'answer', status, headers, times, body: {} }] });
  }
}

const shopCalls = () => [...embedded.shopline.calls(), ...embedded.shoplazza.calls()];
/** The delayed message, which must be the only one on the queue. */
async function onlyCopy(): Promise<Queued> {
  const { ready, hidden, delayed } = await contentOf(embedded, 'signups');
  expect([...ready, ...hidden]).toEqual([]);
  expect(delayed).toHaveLength(1);
  const [copy] = delayed;
  if (!copy) throw new Error('no copy');
  return copy;
}
const deadLetters = async () => (await contentOf(embedded, 'deadLetters')).ready;
/** Ends its delay. */
async function makeVisible({ body, messageAttributes }: Queued): Promise<void> {
  await sqsCall(embedded.sqs, 'signups', 'PurgeQueue');
  await send(body, messageAttributes);
}
interface SentEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
}
const sentEntries = (): readonly SentEntry[] =>
  sqsProxy
    .calls()
    .filter(({ target }) => target.endsWith('SendMessageBatch'))
    .flatMap(({ input }) => input['Entries'] as readonly SentEntry[]);

describe('postponing', () => {
  it.each(['shopline', 'shoplazza'] as const)(
    'replaces the message by one delayed copy when a shop of %s is busy',
    async (platform) => {
      const store = newStore(embedded, platform);
      answer(429, { 'Retry-After': '7' });
      const { body, email } = newPerson(store);
      await send(body);
      const { attempts, failures, received } = await poll();
      expect(failures).toEqual([]);
      expect(attempts).toMatchObject([{ outcome: 'postponed', attempts: 1, store }]);
      const copy = await onlyCopy();
      expect(copy.body).toBe(body);
      const sentAt = Number(received[0]?.Attributes?.['SentTimestamp']);
      expect(attributesOf(copy)).toEqual({
        attempts: '1',
        firstSeenAt: new Date(sentAt).toISOString(),
      });
      expect(sentEntries()).toMatchObject([{ MessageGroupId: store }]);
      expect(sentEntries()[0]?.DelaySeconds).toBeGreaterThanOrEqual(7);
      expect(sentEntries()[0]?.DelaySeconds).toBeLessThanOrEqual(9);

      await afterTheRush();
      await makeVisible(copy);
      expect((await poll()).attempts).toMatchObject([{ outcome: 'created', attempts: 2 }]);
      expect(embedded[platform].customers().map((one) => one.email)).toEqual([email]);
    },
  );

  it('sends the copy with its store as message group', async () => {
    const store = newStore(embedded, 'shopline');
    answer(503);
    await send(newPerson(store).body);
    await poll();
    let group: string | undefined;
    await until(async () => {
      const [message] = (await poll()).received;
      group = message?.Attributes?.['MessageGroupId'];
      return message !== undefined;
    });
    expect(group).toBe(store);
  });

  it('keeps the body byte for byte, with any spaces, escapes and letters', async () => {
    answer(503);
    const { body } = newPerson();
    const odd = `\uFEFF \r\n\t${body.replaceAll(',', ' ,\u0020\n\t').replace('"/test"', '"\\/te\\u0073t/\u6797\\ud83e\\udd8ae\u0301"')}\n\n`;
    expect((JSON.parse(odd.trim()) as { source: string }).source).toBe(
      '/test/\u6797\u{1F98A}e\u0301',
    );
    await send(odd);
    await poll();
    const copy = await onlyCopy();
    expect(Buffer.from(copy.body).equals(Buffer.from(odd))).toBe(true);
    await makeVisible(copy);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'created' }]);
  });

  it('counts an attempt if the platform was called', async () => {
    answer(500);
    await send(newPerson().body, { attempts: number('3') });
    await poll();
    expect(attributesOf(await onlyCopy())['attempts']).toBe('4');
  });

  it('counts no attempt while another process holds the lease', async () => {
    const store = newStore(embedded, 'shopline');
    const { body, email } = newPerson(store);
    const digest = createDigest(LEDGER_KEY);
    const pk = contactKey({ digest }, store, { kind: 'email', value: email });
    const lease = { holder: { S: 'another' }, until: { N: String(Date.now() + 30_000) } };
    await putLedgerItem(embedded, { pk: { S: pk }, lease: { M: lease } });
    await send(body, { attempts: number('3') });
    const { attempts } = await poll();
    expect(attempts).toMatchObject([{ outcome: 'postponed', attempts: 3, calls: [] }]);
    expect(shopCalls()).toEqual([]);
    expect(attributesOf(await onlyCopy())['attempts']).toBe('3');
  });

  it('waits 40 minutes at the shop’s request, although SQS delays 15 at most', async () => {
    answer(429, { 'Retry-After': '2400' });
    const { body } = newPerson(newStore(embedded, 'shoplazza'));
    await send(body);
    await poll();
    expect(sentEntries()).toMatchObject([{ DelaySeconds: 900 }]);
    const first = await onlyCopy();
    const notBefore = Date.parse(attributesOf(first)['notBefore'] ?? '');
    expect(notBefore).toBeGreaterThan(Date.now() + 2_390_000);
    expect(notBefore).toBeLessThan(Date.now() + 2_410_000);

    // The first 15 minutes are over. Only the message holds the other 25.
    await afterTheRush();
    const callsBefore = shopCalls().length;
    await makeVisible(first);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
    expect(shopCalls()).toHaveLength(callsBefore);
    const second = await onlyCopy();
    expect(attributesOf(second)).toMatchObject({ attempts: '1' });
    const stillNotBefore = Date.parse(attributesOf(second)['notBefore'] ?? '');
    expect(stillNotBefore).toBeGreaterThanOrEqual(notBefore);

    // All 40 minutes are over.
    const { notBefore: _, ...rest } = second.messageAttributes;
    await makeVisible({ ...second, messageAttributes: { ...rest, notBefore: text(ago(1_000)) } });
    expect((await poll()).attempts).toMatchObject([{ outcome: 'created', attempts: 2 }]);
  });

  it('keeps foreign attributes of any type', async () => {
    answer(429);
    const foreign = {
      traceparent: text('00-abc-def-01'),
      priority: { DataType: 'Number.int', StringValue: '7' },
      signature: {
        DataType: 'Binary.sig',
        BinaryValue: Buffer.from([0, 255, 1]).toString('base64'),
      },
    };
    await send(newPerson().body, foreign);
    await poll();
    expect((await onlyCopy()).messageAttributes).toMatchObject(foreign);
    await send('not JSON', foreign);
    await poll();
    const [letter] = await deadLetters();
    expect(letter?.messageAttributes).toMatchObject(foreign);
    expect(attributesOf(letter as Queued)).toMatchObject({ reason: 'invalid_json', attempts: '0' });
  });
});

it('an attribute with a special name in JavaScript keeps no message from its end', async () => {
  const odd = JSON.parse('{"__proto__":{"DataType":"String","StringValue":"x"}}') as object;
  await send('not JSON', odd);
  answer(503);
  await send(newPerson().body, odd);
  const { failures } = await poll();
  expect(failures).toEqual([]);
  expect((await deadLetters()).map((letter) => attributesOf(letter)['reason'])).toEqual([
    'invalid_json',
  ]);
  expect(attributesOf(await onlyCopy())['attempts']).toBe('1');
});

describe('giving up', () => {
  it('turns a signup beyond the horizon into a dead letter, with the number of attempts in its detail', async () => {
    answer(429);
    const { body } = newPerson();
    await send(body, { attempts: number('5'), firstSeenAt: text(ago(49 * HOUR_MS)) });
    expect((await poll()).attempts).toMatchObject([{ reason: 'retries_exhausted', attempts: 6 }]);
    const [letter, ...more] = await deadLetters();
    expect(more).toEqual([]);
    expect(letter?.body).toBe(body);
    const attributes = attributesOf(letter as Queued);
    expect(attributes).toMatchObject({ reason: 'retries_exhausted', attempts: '6' });
    expect(attributes['detail']).toMatch(/^tried 6 times in 49\.0 h; at last: .* answered 429/);
    expect(await embedded.isDrained()).toBe(true);
  });

  it('still postpones just before the horizon', async () => {
    answer(429);
    await send(newPerson().body, { firstSeenAt: text(ago(47.9 * HOUR_MS)) });
    expect((await poll()).attempts).toMatchObject([{ outcome: 'postponed' }]);
  });
});

describe('a message that fills SQS’s mebibyte', () => {
  /** White space around JSON changes nothing. */
  const filled = (body: string): string =>
    body.padEnd(MAX_MESSAGE_BYTES - Buffer.byteLength(body) + body.length);
  const reasons = async () => {
    const { Messages = [] } = await sqsCall<{ Messages?: readonly ReceivedMessage[] }>(
      embedded.sqs,
      'deadLetters',
      'ReceiveMessage',
      { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['MessageGroupId'] },
    );
    return Messages.map(({ Attributes }) => Attributes?.['MessageGroupId']);
  };

  it('is delivered, or ends with its true reason, and touches no neighbour', async () => {
    const good = newPerson(newStore(embedded, 'shopline'));
    await send(filled(newPerson(newStore(embedded, 'shoplazza')).body));
    await send(filled(newPerson('nowhere').body));
    await send(good.body);
    const { attempts, failures } = await poll();
    expect(failures).toEqual([]);
    expect(attempts.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
      'created',
      'created',
      'dead_lettered',
    ]);
    expect(await reasons()).toEqual(['reason=unknown_store;store=nowhere']);
  });

  it('waits on the queue while its shop takes no calls, and is a dead letter after five receives', async () => {
    const store = newStore(embedded, 'shopline');
    answer(503, {}, 10);
    await send(filled(newPerson(store).body));
    const outcomes: unknown[] = [];
    for (let receive = 1; receive <= 5; receive += 1) {
      const { attempts, failures } = await poll();
      expect(failures).toHaveLength(receive < 5 ? 1 : 0);
      outcomes.push(...attempts.map(({ outcome, reason }) => reason ?? outcome));
    }
    expect(outcomes).toEqual([...Array<string>(4).fill('postponed'), 'retries_exhausted']);
    expect(await reasons()).toEqual([`reason=retries_exhausted;store=${store}`]);
  });
});

describe('a token that the shop refuses', () => {
  const storeWith = (accessToken: string) => ({
    platform: 'shopline',
    baseUrl: embedded.shopline.baseUrl,
    accessToken,
    userAgent: 'test',
  });

  it('is replaced at once by a rotated token: one 401, nothing postponed', async () => {
    embedded.putStore('rotated', storeWith('old-token'));
    // A national phone and no country: the store is read and cached, the shop is not called.
    const data = { store: 'rotated', customer: { phone: '0912345678' } };
    const readAt = Date.now();
    await send(JSON.stringify(anEvent({ data })));
    await poll();
    embedded.putStore('rotated', storeWith('sandbox-token'));
    // A store is read at most once per second.
    await until(() => Date.now() - readAt > 1_500);
    await send(newPerson('rotated').body);
    const { attempts } = await poll();
    expect(attempts).toMatchObject([{ outcome: 'created', attempts: 1 }]);
    expect(shopCalls().map(({ status }) => status)).toEqual([401, 200, 201]);
    expect(await embedded.isDrained()).toBe(true);
  });

  it('postpones without another token, and is the reason only at the horizon', async () => {
    embedded.putStore('refused', storeWith('wrong-token'));
    const { body } = newPerson('refused');
    await send(body);
    const { attempts } = await poll();
    expect(attempts).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
    expect(shopCalls().map(({ status }) => status)).toEqual([401]);
    const copy = await onlyCopy();
    const atTheHorizon = { ...copy.messageAttributes, firstSeenAt: text(ago(49 * HOUR_MS)) };
    // The store is paused now, so the message waits.
    await makeVisible({ ...copy, messageAttributes: atTheHorizon });
    expect((await poll()).attempts).toMatchObject([{ reason: 'unauthorized', attempts: 1 }]);
    // Another function tries again.
    await afterTheRush();
    await makeVisible({ ...copy, messageAttributes: atTheHorizon });
    expect((await poll()).attempts).toMatchObject([{ reason: 'unauthorized', attempts: 2 }]);
    expect((await deadLetters()).map(({ body: kept }) => kept)).toEqual([body, body]);
  });
});

describe('a queue that refuses the copies', () => {
  it('leaves exactly those originals on the queue, and the next delivery settles them', async () => {
    answer(429);
    const [first, second] = [newPerson(), newPerson(newStore(embedded, 'shoplazza'))];
    await send(first.body);
    await send(second.body);
    await send('not JSON');
    sqsProxy.set(async ({ target, input }, forward) => {
      if (!target.endsWith('SendMessageBatch')) return forward();
      const entries = input['Entries'] as readonly SentEntry[];
      const refused = entries.filter(({ MessageBody }) => MessageBody !== second.body);
      const taken = entries.filter((entry) => !refused.includes(entry));
      const answered = taken.length > 0 ? await forward({ ...input, Entries: taken }) : {};
      const Failed = refused.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
      return { ...answered, Failed };
    });
    const { failures, received, attempts } = await poll();
    const idOf = (body: string) => received.find(({ Body }) => Body === body)?.MessageId ?? body;
    expect(failures.toSorted()).toEqual([idOf(first.body), idOf('not JSON')].toSorted());
    expect(attempts.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
      'crashed',
      'crashed',
      'postponed',
    ]);
    expect((await contentOf(embedded, 'signups')).delayed.map(({ body }) => body)).toEqual([
      second.body,
    ]);
    expect(await deadLetters()).toEqual([]);

    sqsProxy.reset();
    await afterTheRush();
    await poll();
    expect(embedded.shopline.customers().map(({ email }) => email)).toEqual([first.email]);
    expect((await deadLetters()).map(({ body }) => body)).toEqual(['not JSON']);
  });

  it('loses nothing if it cannot be reached at all', async () => {
    const good = newPerson();
    const busy = newPerson(newStore(embedded, 'shoplazza'));
    embedded.shoplazza.set({ faults: [{ kind: 'answer', status: 429 }] });
    for (const body of [good.body, busy.body, 'not JSON']) await send(body);
    sqsProxy.set(async () => 'reset');
    const { failures, received } = await poll();
    expect(failures).toHaveLength(2);
    expect(received.find(({ Body }) => Body === good.body)?.MessageId).not.toBe(failures[0]);
    expect(embedded.shopline.customers()).toHaveLength(1);
    const { ready } = await contentOf(embedded, 'signups');
    expect(ready.map(({ body }) => body).toSorted()).toEqual([busy.body, 'not JSON'].toSorted());

    sqsProxy.reset();
    await afterTheRush();
    await poll();
    expect(embedded.shoplazza.customers().map(({ email }) => email)).toEqual([busy.email]);
    expect((await deadLetters()).map(({ body }) => body)).toEqual(['not JSON']);
    expect(await embedded.isDrained()).toBe(true);
  });
});

describe('near the deadline', () => {
  it('starts no calls, returns the messages, and still settles those that need no shop', async () => {
    const { body } = newPerson();
    await send(body);
    await send('not JSON');
    const { failures, received, attempts } = await poll(5_500);
    expect(failures).toEqual([received.find(({ Body }) => Body === body)?.MessageId]);
    expect(attempts).toMatchObject([{ reason: 'invalid_json' }]);
    expect(shopCalls()).toEqual([]);
    const { ready } = await contentOf(embedded, 'signups');
    expect(ready.map((message) => [message.body, message.messageAttributes])).toEqual([[body, {}]]);
  });

  it('returns the unfinished messages, and keeps the finished work', async () => {
    const store = newStore(embedded, 'shoplazza');
    const { email } = newPerson(store);
    const event = (id: string, time: string, more: object = {}) =>
      JSON.stringify(anEvent({ id, time, data: { store, customer: { email, ...more } } }));
    const early = event('early', '2026-11-20T03:00:00Z');
    // Another contact, because events of the same person would be merged.
    const late = event('late', '2026-11-20T04:00:00Z', { phone: '+886912345678' });
    const other = newPerson();
    for (const body of [late, early, other.body]) await send(body);
    embedded.shoplazza.set({ faults: [{ kind: 'pass', delayMs: 900 }] });
    const { failures, received, attempts } = await poll(6_800);
    expect(failures).toEqual([received.find(({ Body }) => Body === late)?.MessageId]);
    expect(attempts.map(({ eventId, outcome }) => [eventId, outcome])).toEqual(
      expect.arrayContaining([['early', 'created']]),
    );
    expect(attempts).toHaveLength(2);
    expect(embedded.shopline.customers()).toHaveLength(1);
    expect((await contentOf(embedded, 'signups')).ready.map(({ body }) => body)).toEqual([late]);
  });
});

describe('an unexpected error', () => {
  it('keeps its message on the queue, without the rest of the batch', async () => {
    const store = newStore(embedded, 'shopline');
    const [good, bad] = [newPerson(store), newPerson(store)];
    const digest = createDigest(LEDGER_KEY);
    const key = contactKey({ digest }, store, { kind: 'email', value: bad.email });
    ledgerProxy.set(async ({ target, input }, forward) => {
      const isOurs = target.endsWith('BatchGetItem') && JSON.stringify(input).includes(key);
      return isOurs ? { Responses: { [embedded.dynamoDb.table]: { garbage: true } } } : forward();
    });
    await send(bad.body);
    await send(good.body);
    await send('not JSON');
    const { failures, received, attempts } = await poll();
    expect(failures).toEqual([received.find(({ Body }) => Body === bad.body)?.MessageId]);
    expect(attempts.map(({ outcome }) => String(outcome)).toSorted()).toEqual([
      'crashed',
      'created',
      'dead_lettered',
    ]);
    expect((await deadLetters()).map(({ body }) => body)).toEqual(['not JSON']);
    const { ready } = await contentOf(embedded, 'signups');
    expect(ready.map((message) => [message.body, message.messageAttributes])).toEqual([
      [bad.body, {}],
    ]);
  });

  it('waits without an attempt while the ledger cannot be reached', async () => {
    ledgerProxy.set(async () => 'reset');
    await send(newPerson().body);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'postponed', attempts: 0 }]);
    expect(shopCalls()).toEqual([]);
    expect(attributesOf(await onlyCopy())['attempts']).toBe('0');
  });
});

describe('a store whose configuration is wrong', () => {
  it('loses nothing: the message waits, and the log lists every mistake without values', async () => {
    embedded.putStore('broken', {
      platform: 'hunter-platform',
      baseUrl: 'http://hunter.example/v1',
      accessToken: 'hunter token',
      country: 'hunterland',
      extra: 'hunter',
    });
    const { body } = newPerson('broken');
    await send(body);
    const { attempts, lines } = await poll();
    expect(attempts).toMatchObject([{ outcome: 'postponed', attempts: 0 }]);
    const why = String(attempts[0]?.['why']);
    expect(why).toContain('the configuration of store "broken" is invalid');
    for (const place of ['/platform', '/baseUrl', '/accessToken', '/country', '`extra`']) {
      expect(why).toContain(place);
    }
    expect(lines.join('\n')).not.toMatch(/hunter/);
    expect((await onlyCopy()).body).toBe(body);
  });
});

describe("AWS's own redrive of a dead letter", () => {
  it('lets signups pass once it is corrected, with a new count of attempts', async () => {
    answer(422);
    const { body, email } = newPerson();
    const foreign = { traceparent: text('00-abc-def-01') };
    await send(body, { ...foreign, attempts: number('4'), firstSeenAt: text(ago(47 * HOUR_MS)) });
    expect((await poll()).attempts).toMatchObject([{ reason: 'rejected', attempts: 5 }]);
    const [letter] = await deadLetters();
    expect(letter?.messageAttributes).toMatchObject(foreign);
    // The redrive moves messages with unchanged attributes.
    await send(letter?.body ?? '', letter?.messageAttributes);
    answer(429);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
    const copy = await onlyCopy();
    expect(attributesOf(copy)).not.toHaveProperty('reason');
    await afterTheRush();
    await makeVisible(copy);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'created', attempts: 2 }]);
    expect(embedded.shopline.customers().map((one) => one.email)).toEqual([email]);
  });
});

describe('a body of 1 MiB', () => {
  const huge = (body: string): string => {
    const room = 1_048_576 - Buffer.byteLength(body) - Buffer.byteLength('"padding":"",');
    return body.replace('{', `{"padding":"${'x'.repeat(room)}",`);
  };

  it('is delivered when it holds a valid signup', async () => {
    const { body, email } = newPerson();
    const whole = huge(body);
    expect(Buffer.byteLength(whole)).toBe(1_048_576);
    await send(whole);
    expect((await poll()).attempts).toMatchObject([{ outcome: 'created', attempts: 1 }]);
    expect(embedded.shopline.customers().map((one) => one.email)).toEqual([email]);
  });

  it('stays on the queue instead of being postponed, because the count has no room', async () => {
    answer(429);
    const { body } = newPerson();
    await send(huge(body));
    const { failures, received } = await poll();
    expect(failures).toEqual([received[0]?.MessageId]);
    expect((await contentOf(embedded, 'signups')).ready).toHaveLength(1);
    await afterTheRush();
    expect((await poll()).attempts).toMatchObject([{ outcome: 'created' }]);
  });
});
