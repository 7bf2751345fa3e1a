import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../src/aws/ledger/ledger.ts';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import { createDigest } from '../../../src/event/digest.ts';
import { createHttp } from '../../../src/http/http.ts';
import type { ReplayReport } from '../../../src/dead-letters/replay/report.ts';
import { createPlatforms } from '../../../src/platforms/create-platforms.ts';
import { createLimiters } from '../../../src/rate-limit/limiter.ts';
import { aConsume } from '../../support/a-consume.ts';
import { aRecord } from '../../support/a-record.ts';
import { anEvent } from '../../support/an-event.ts';
import type { Embedded } from '../../support/embedded.ts';
import { type Hasty, openHasty } from '../../support/hasty-sqs.ts';
import { ledgerItems } from '../../support/ledger-table.ts';
import { aLetter } from '../../support/letter-world.ts';
import { lettersDeps, putLetters } from '../../support/letters-deps.ts';
import { openLocalTable } from '../../support/local-table.ts';

let hasty: Hasty;
let embedded: Embedded;
beforeAll(async () => {
  hasty = await openHasty();
  ({ embedded } = hasty);
});
afterAll(() => hasty.close());

const STORES = ['tw-main', 'us-main'] as const;
const shops = () => [embedded.shopline, embedded.shoplazza] as const;
const shopOf = (store: string) => shops()[store === 'tw-main' ? 0 : 1];
const unlimited = [{ perSecond: 10_000, burst: 10_000 }];

afterEach(() => embedded.receiveAll('deadLetters'));
afterEach(() => embedded.receiveAll('signups'));
beforeEach(() => {
  for (const shop of shops()) {
    shop.reset();
    shop.set({ limits: [], searchLagMs: 0 });
  }
  for (const store of [...STORES, 'tw-seed', 'us-seed']) putStore(store);
});

const putStore = (name: string, more: object = {}): void =>
  embedded.putStore(name, {
    platform: name.startsWith('tw') ? 'shopline' : 'shoplazza',
    baseUrl: shopOf(name.startsWith('tw') ? 'tw-main' : 'us-main').baseUrl,
    accessToken: 'sandbox-token',
    country: name.startsWith('tw') ? 'TW' : 'US',
    ...(name.startsWith('tw') && { userAgent: 'test' }),
    limits: unlimited,
    ...more,
  });

interface Wish {
  readonly store: string;
  readonly type?: string;
  readonly time?: string;
  readonly customer: object;
}
const EARLY = '2026-11-20T03:00:00Z';
const LATE = '2026-11-21T03:00:00Z';
const body = (id: string, { store, customer, type = 'customer.signed_up', time = EARLY }: Wish) =>
  JSON.stringify(anEvent({ id, type, time, data: { store, customer } }));

/** The code of `consume`, with the ledger and the shops that it has. @returns the outcome of each event. */
async function consume(records: readonly Partial<SQSRecord>[]): Promise<Record<string, string>> {
  const now = Date.now;
  const digest = createDigest('a-key-for-this-local-run-and-no-other');
  const table = openLocalTable(embedded.dynamoDb);
  const sleep = async (ms: number): Promise<void> => pause(ms);
  const states = createStoreStates({ table, now, newMark: randomUUID });
  const consumer = aConsume(async () => 'created', {
    now,
    digest,
    stores: lettersDeps(embedded).stores,
    ledger: createLedger({ table, digest, now }),
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
    openLimiters: createLimiters({ states, now, sleep, random: Math.random, reportStore: () => 0 }),
  });
  for (const record of records) await consumer.run([record]);
  return Object.fromEntries(
    consumer.reports.map(({ eventId = '', outcome, reason }) => [eventId, reason ?? outcome]),
  );
}
/** A letter after many attempts: the search for a missing customer ends. */
const recordOf = (text: string): SQSRecord =>
  aRecord(
    { replays: '1', attempts: '9', replayedAt: new Date(Date.now() - 600_000).toISOString() },
    { body: text, attributes: { ...aRecord().attributes, SentTimestamp: String(Date.now()) } },
  );

const put = (bodies: readonly string[], reason = 'retries_exhausted'): Promise<unknown> =>
  putLetters(
    embedded,
    bodies.map((text) => aLetter({ body: text, reason })),
  );

const run = (...args: readonly string[]) => hasty.run('dlq', 'replay', '--ask-shops', ...args);
async function dryRunAttempt(...args: readonly string[]): Promise<ReplayReport> {
  const { out, err } = await run('--json', ...args);
  expect(err).toBe('');
  return JSON.parse(out) as ReplayReport;
}
/** The answer about each letter, by its event. */
function said(report: ReplayReport): Record<string, string> {
  return Object.fromEntries(
    report.perLetter.map(({ messageId, prediction: { outcome, reason } }) => [
      events.get(messageId) ?? messageId,
      outcome ?? reason ?? 'delivers',
    ]),
  );
}
const events = new Map<string, string>();
const learnIds = async (): Promise<void> => {
  const { deadLetters } = lettersDeps(embedded);
  const taken = await deadLetters.receive(30);
  for (const { messageId, body: text } of taken)
    events.set(messageId, (JSON.parse(text) as { readonly id: string }).id);
  await deadLetters.release(taken);
};
/** All items but the slots of the rate limiter, which a prediction takes too. */
const state = async (): Promise<string> => {
  const items = await ledgerItems(embedded);
  const persons = items
    .map((item) => JSON.stringify(item))
    .filter((one) => !one.includes('store#'));
  return JSON.stringify([shops().map((shop) => shop.customers()), persons.toSorted()]);
};
const callsOf = () => shops().flatMap((shop) => shop.calls().map(({ method }) => method));

describe.each(STORES)('a dry-run attempt at %s', (store) => {
  const seed = store.replace('main', 'seed');
  const mail = (name: string): string => `mail-${name}@example.com`;
  const [one, other] =
    store === 'tw-main' ? ['+886911000001', '+886911000002'] : ['+12025550101', '+12025550102'];

  it('says what consume then does, and changes nothing until then', async () => {
    const known = body('known', { store, customer: { email: mail('known'), name: 'Ada Lin' } });
    await consume([
      recordOf(known),
      // Customers of the shop whom the ledger does not know under this store.
      recordOf(body('s-1', { store: seed, customer: { email: mail('shop'), phone: one } })),
      recordOf(body('s-2', { store: seed, customer: { phone: other } })),
    ]);
    const gone = body('gone', { store, customer: { email: mail('gone') } });
    await consume([recordOf(gone)]);
    const deleted = shopOf(store)
      .customers()
      .find(({ email }) => email === mail('gone'));
    shopOf(store).remove(deleted?.id ?? '');
    const letters = [
      body('new', { store, customer: { email: mail('new'), name: 'Bo Chen', tags: ['a'] } }),
      known,
      body('late', {
        store,
        time: LATE,
        customer: { email: mail('known'), name: 'Ada Wu', tags: ['b'] },
      }),
      body('found', { store, customer: { email: mail('shop'), name: 'Cy Ho' } }),
      body('two', { store, customer: { email: mail('shop'), phone: other } }),
      body('unknown', {
        store,
        type: 'customer.updated',
        customer: { email: mail('unknown'), name: 'D' },
      }),
      body('back', {
        store,
        time: LATE,
        customer: { email: mail('gone'), name: 'Eve', tags: ['c'] },
      }),
    ];
    await put(letters);
    await learnIds();
    const before = await state();
    const calls = callsOf().length;
    const report = await dryRunAttempt();
    expect(await state()).toBe(before);
    const asked = callsOf().slice(calls);
    expect(asked.length).toBeGreaterThan(4);
    expect(new Set(asked)).toEqual(new Set(['GET']));

    const predicted = said(report);
    expect(predicted).toEqual({
      new: 'created',
      known: 'unchanged',
      late: 'updated',
      found: 'updated',
      two: 'identity_conflict',
      unknown: 'customer_not_found',
      back: 'created',
    });
    // A deleted customer is written at the second attempt.
    const records = [...letters, ...letters.slice(-1)].map(recordOf);
    expect(await consume(records)).toEqual(predicted);
  });

  it('knows of two letters of one person that the second one finds the first', async () => {
    const named = (name: string) => ({ store, customer: { email: mail('twice'), name } });
    const letters = [body('a', named('Fay')), body('b', { ...named('Fay Lo'), time: LATE })];
    await put(letters);
    await learnIds();
    const predicted = said(await dryRunAttempt());
    const [first] = Object.keys(predicted);
    const inOrder = first === 'a' ? letters : letters.toReversed();
    expect(Object.values(predicted)).toEqual(['created', first === 'a' ? 'updated' : 'unchanged']);
    expect(await consume(inOrder.map(recordOf))).toEqual(predicted);
  });

  it('leaves to the shop what only a write tells', async () => {
    await put([body('r', { store, customer: { email: mail('r') } })], 'rejected');
    const { perLetter } = await dryRunAttempt();
    expect(perLetter[0]?.prediction).toMatchObject({ outcome: 'created', shopDecides: true });
    const { out } = await run();
    expect(out).toMatch(/creates, if the shop agrees\s+rejected/);
  });

  it.each([
    ['a refused token', { accessToken: 'old' }, 401, /paused: it refuses our token/],
    ['a closed shop', {}, 402, /paused: it is closed/],
    [
      'an unreachable shop',
      { baseUrl: 'http://127.0.0.1:1/openapi/2022-01' },
      undefined,
      /got no answer/,
    ],
  ])('says that a signup has to wait for %s, and leaves it', async (_, change, status, again) => {
    const name = `${store.slice(0, 2)}-${String(status)}`;
    putStore(name, change);
    if (status === 402) shopOf(store).set({ faults: () => ({ kind: 'answer', status, body: {} }) });
    await put([body('w', { store: name, customer: { email: mail('w') } })]);
    const { perLetter, predicted, replayed } = await dryRunAttempt('--all', '--execute');
    expect(perLetter[0]?.prediction).toMatchObject({ verdict: 'delivers', outcome: 'waits' });
    expect(perLetter[0]?.why).toMatch(/^it would wait: /);
    expect({ ...predicted.outcomes, replayed }).toEqual({ waits: 1, replayed: 0 });
    expect((await dryRunAttempt()).perLetter[0]?.prediction.detail).toMatch(again);
    expect(await embedded.receiveAll('deadLetters')).toHaveLength(1);
  });

  it('says that a contact is leased while another attempt runs for the same person', async () => {
    const digest = createDigest('a-key-for-this-local-run-and-no-other');
    const ledger = createLedger({
      table: openLocalTable(embedded.dynamoDb),
      digest,
      now: Date.now,
    });
    const contacts = [{ kind: 'email' as const, value: mail('busy') }];
    const lease = { holder: 'somebody', until: Date.now() + 60_000 };
    await ledger.leaseContacts(store, contacts, lease, lease.until);
    await put([body('busy', { store, customer: { email: mail('busy') } })]);
    const before = await state();
    const { perLetter } = await dryRunAttempt();
    expect(perLetter[0]?.prediction).toMatchObject({
      outcome: 'waits',
      detail: 'another event of the same person is in progress',
    });
    expect(await state()).toBe(before);
  });
});

describe('a dry-run attempt', () => {
  it('keeps the rate limit of a store by waiting for its slots', async () => {
    putStore('us-main', { limits: [{ perSecond: 20, burst: 4 }] });
    const bodies = Array.from({ length: 8 }, (_, at) =>
      body(`l-${at}`, { store: 'us-main', customer: { email: `l-${at}@example.com` } }),
    );
    await put(bodies);
    const { out, sleptMs } = await run('--json');
    expect((JSON.parse(out) as ReplayReport).predicted.outcomes).toEqual({ created: 8 });
    // One second's worth of calls at 20 a second, less what may come at once.
    expect(sleptMs).toBeGreaterThan(200);
  });
});
