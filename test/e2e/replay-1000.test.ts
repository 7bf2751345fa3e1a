import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayLetters } from '../../src/dead-letters/replay/replay.ts';
import type { ReplayedLetter } from '../../src/dead-letters/replay/report.ts';
import { aRecord } from '../support/a-record.ts';
import { anEvent } from '../support/an-event.ts';
import { lettersDeps } from '../support/letters-deps.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';
import { attributesOf, contentOf, type Queued } from '../support/queued.ts';
import { until } from '../support/until.ts';

let consumer: Consumer;
beforeAll(async () => {
  consumer = await openConsumer();
  // Several concurrent functions, as on AWS.
  for (let more = 0; more < 4; more += 1) consumer.poller(consumer.handler);
});
afterAll(() => consumer.close());

/** Letters per kind; a delivery takes a hundred times as long as a refusal. */
const CORRECTED_EACH = 12;
const LEFT_EACH = 232;

/** A store with limits too high to slow the test. */
const aStore = (platform: 'shopline' | 'shoplazza', more: object = {}): object => ({
  platform,
  baseUrl: consumer[platform].baseUrl,
  accessToken: 'sandbox-token',
  country: 'US',
  limits: [{ perSecond: 10_000, burst: 10_000 }],
  ...(platform === 'shopline' && { userAgent: 'test', country: 'TW' }),
  ...more,
});

const event = (id: string, data: object, type = 'customer.signed_up'): string =>
  JSON.stringify(anEvent({ id, type, data: { customer: undefined, ...data } }));
const signup = (id: string, store: string, customer: object = {}, more: object = {}): string =>
  event(id, { store, customer: { email: `${id}@example.com`, ...customer }, ...more });
const delivery = (id: string, store: string, source: string, body: string, type: string) => {
  const data = { store, source, headers: { 'content-type': type }, body };
  return event(id, data, 'webhook.delivered');
};
const typeform = (id: string): string => {
  const email = `${id}@example.com`;
  const answers = [
    { type: 'text', text: email, field: { id: '1', type: 'short_text', ref: 'q1' } },
  ];
  const submitted_at = '2026-11-20T03:00:00Z';
  const form_response = {
    form_id: 'f',
    token: id,
    submitted_at,
    definition: { fields: [] },
    answers,
  };
  return JSON.stringify({ event_id: id, event_type: 'form_response', form_response });
};
const formSource = (fields: object): object => ({
  sources: { form: { tool: 'typeform', secrets: ['not-a-secret'], fields } },
});

/** A Taiwanese number in national form. */
const phoneOf = (id: string): string => `09${11_000_000 + Number(id.split('-').at(-1))}`;

interface Case {
  readonly name: string;
  readonly reason: string;
  /** The body, with an id that no other letter has. */
  readonly body: (id: string) => string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Corrects the cause. */
  readonly correct?: () => void;
}

const CASES: readonly Case[] = [
  { name: 'broken', reason: 'invalid_json', body: (id) => `{"id": "${id}", "customer": ` },
  {
    name: 'late-store',
    reason: 'unknown_store',
    body: (id) => signup(id, 'late-store'),
    correct: () => consumer.putStore('late-store', aStore('shoplazza')),
  },
  { name: 'no-store', reason: 'unknown_store', body: (id) => signup(id, 'never-there') },
  {
    name: 'late-source',
    reason: 'unknown_source',
    body: (id) => delivery(id, 'us', 'join', `email=${id}%40example.com`, FORM),
    correct: () => consumer.putStore('us', aStore('shoplazza', JOIN)),
  },
  {
    name: 'no-country',
    reason: 'invalid_signup',
    body: (id) => signup(id, 'roaming', { phone: phoneOf(id) }),
    correct: () => consumer.putStore('roaming', aStore('shoplazza', { country: 'TW' })),
  },
  { name: 'bad-email', reason: 'invalid_signup', body: (id) => signup(id, 'ok', { email: 'no' }) },
  {
    name: 'mapping',
    reason: 'invalid_signup',
    body: (id) => delivery(id, 'forms', 'form', typeform(id), 'application/json'),
    correct: () => consumer.putStore('forms', aStore('shoplazza', formSource({ email: 'q1' }))),
  },
  {
    name: 'bad-request',
    reason: 'invalid_request',
    body: (id) => signup(id, 'ok', {}, { shoplazza: { gender: 'unheard of' } }),
  },
  {
    name: 'refused',
    reason: 'rejected',
    body: (id) => signup(id, 'strict'),
    correct: () => consumer.shoplazza.set({ faults: [] }),
  },
  {
    name: 'waited',
    reason: 'retries_exhausted',
    body: (id) => signup(id, 'mistaken'),
    attributes: { firstSeenAt: '2020-01-01T00:00:00.000Z' },
    correct: () => consumer.putStore('mistaken', aStore('shoplazza')),
  },
];
const FORM = 'application/x-www-form-urlencoded';
const JOIN = { sources: { join: { tool: 'html-form' } } };
const eachOf = ({ correct }: Case): number => (correct ? CORRECTED_EACH : LEFT_EACH);
const CORRECTED = CASES.filter(({ correct }) => correct !== undefined).map(({ name }) => name);

const caseOf = (body: string): string =>
  CASES.find(({ name }) => body.includes(`"${name}-`))?.name ?? 'none';
const printOf = (letter: Queued): string =>
  JSON.stringify([letter.body, Object.entries(attributesOf(letter)).map(String).toSorted()]);
const deadLetters = async (): Promise<readonly Queued[]> => {
  const { ready, hidden } = await contentOf(consumer, 'deadLetters');
  expect(hidden).toEqual([]);
  return ready;
};
const drained = (): Promise<void> => until(() => consumer.isDrained(), 20_000);

/** A thousand dead letters of ten kinds, created by consume itself. */
async function makeLetters(): Promise<void> {
  consumer.putStore('us', aStore('shoplazza'));
  consumer.putStore('ok', aStore('shoplazza'));
  consumer.putStore('strict', aStore('shoplazza'));
  consumer.putStore('roaming', aStore('shoplazza'));
  consumer.putStore('forms', aStore('shoplazza', formSource({ phone: 'no-such-question' })));
  consumer.putStore('mistaken', { platform: 'shoplazza' });
  const refuse = { kind: 'answer', status: 422, body: { errors: ['no'] } } as const;
  consumer.shoplazza.set({ limits: [], faults: () => refuse });
  const sent = { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' };
  const system = { ...sent, SenderId: '', ApproximateFirstReceiveTimestamp: '0' };
  for (const one of CASES) {
    const { name, body, attributes } = one;
    const records = Array.from({ length: eachOf(one) }, (_, at) =>
      aRecord(attributes, {
        messageId: `${name}-${at}`,
        body: body(`${name}-${at}`),
        attributes: system,
      }),
    );
    // Directly to the function; this test is not about the queue.
    while (records.length > 0) {
      expect(await consumer.handler({ Records: records.splice(0, 10) })).toEqual({
        batchItemFailures: [],
      });
    }
  }
}

it('predicts each of a thousand letters correctly', async () => {
  await makeLetters();
  const letters = await deadLetters();
  const byMessageId = new Map(letters.map((letter) => [letter.messageId, letter]));
  expect(letters).toHaveLength(1_000);
  for (const letter of letters) {
    const { reason } = CASES.find(({ name }) => name === caseOf(letter.body)) ?? {};
    expect(attributesOf(letter)['reason']).toBe(reason);
  }

  for (const { correct } of CASES) correct?.();
  const deps = lettersDeps(consumer);
  const started = deps.now();
  const dry = await replayLetters({ until: started }, { execute: false }, deps);
  expect(dry).toMatchObject({ selected: 1_000, complete: true, replayed: 0, cameBack: [] });
  expect((await deadLetters()).map(printOf).toSorted()).toEqual(letters.map(printOf).toSorted());
  const nameOf = ({ messageId }: ReplayedLetter): string =>
    caseOf(byMessageId.get(messageId)?.body ?? '');
  for (const each of dry.perLetter) {
    const delivers = CORRECTED.includes(nameOf(each));
    expect([nameOf(each), each.prediction.verdict]).toEqual([
      nameOf(each),
      delivers ? 'delivers' : 'fails',
    ]);
    expect(each.prediction.shopDecides).toBe(nameOf(each) === 'refused' ? true : undefined);
  }

  const options = { execute: true, rate: 1_000_000 };
  const live = await replayLetters({ until: started }, options, deps);
  expect(live.perLetter.map(({ prediction }) => prediction.verdict)).toEqual(
    dry.perLetter.map(({ prediction }) => prediction.verdict),
  );
  expect(live).toMatchObject({ replayed: CORRECTED.length * CORRECTED_EACH, complete: true });
  await drained();
  const left = await deadLetters();
  expect(new Set(left.map(({ body }) => caseOf(body)))).toEqual(
    new Set(CASES.map(({ name }) => name).filter((name) => !CORRECTED.includes(name))),
  );
  const emails = new Set(consumer.shoplazza.customers().map(({ email }) => email));
  for (const name of CORRECTED) {
    const missing = Array.from({ length: CORRECTED_EACH }, (_, at) => `${name}-${at}@example.com`);
    expect(missing.filter((email) => !emails.has(email))).toEqual([]);
  }

  const again = await replayLetters({ until: started }, options, deps);
  expect(again).toMatchObject({ selected: left.length, replayed: 0 });
  expect((await deadLetters()).map(printOf).toSorted()).toEqual(left.map(printOf).toSorted());

  // Failures also match their prediction, to the word.
  const forced = await replayLetters({ until: started }, { ...options, force: true }, deps);
  expect(forced.replayed).toBe(left.length);
  await drained();
  const failed = await deadLetters();
  expect(failed).toHaveLength(left.length);
  const predicted = new Map(
    forced.perLetter.map(({ messageId, prediction }) => [
      byMessageId.get(messageId)?.body,
      prediction,
    ]),
  );
  for (const letter of failed) {
    const { reason, detail, replays } = attributesOf(letter);
    expect({ reason, detail, replays }).toEqual({
      reason: predicted.get(letter.body)?.reason,
      detail: predicted.get(letter.body)?.detail,
      replays: '1',
    });
  }
}, 60_000);
