import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  OutcomesResponse,
  QueuesResponse,
  StoresResponse,
  JobStatus,
} from '../../src/console/responses.ts';
import type {
  LetterResponse,
  LettersResponse,
  PlanResponse,
} from '../../src/console/letter-responses.ts';
import type { OpenConsole } from '../../src/console/open-console.ts';
import { type Consumer, openConsumer } from '../support/open-consumer.ts';
import { until } from '../support/until.ts';
import { type ConsoleClient, openClient, type Reply } from './console-client.ts';
import { EVIL, PERSONAL, putDeadLetters } from './console-letters.ts';
import { openTestConsole } from './console-relay.ts';

describe('dead letters in the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'console-letters-'));
  let relay: Consumer;
  let opened: OpenConsole;
  let client: ConsoleClient;
  let ids: readonly string[];
  let refreshed: JobStatus;
  beforeAll(async () => {
    relay = await openConsumer();
    ids = await putDeadLetters(relay, Date.now());
    opened = await openTestConsole(relay.env, folder);
    client = await openClient(opened.url);
    refreshed = await end(await client.post('/api/looks'));
  });
  afterAll(async () => {
    await opened?.close();
    await relay?.close();
    rmSync(folder, { recursive: true });
  });

  async function end({ text }: Reply): Promise<JobStatus> {
    const path = `/api/work/${(JSON.parse(text) as JobStatus).id}`;
    await until(async () => (await client.get<JobStatus>(path)).state !== 'running', 25_000);
    return client.get<JobStatus>(path);
  }
  const list = (query = ''): Promise<LettersResponse> => client.get(`/api/letters${query}`);
  const plan = async (filter: object): Promise<PlanResponse> => {
    const { readAt } = await list();
    const made = await end(await client.post('/api/plans', { filter, readAt }));
    return client.get(`/api/plans/${made.plan}`);
  };
  const indexed = (index: number): string => ids[index] ?? '';

  it('reports the progress and the result of a refresh', () => {
    expect(refreshed).toMatchObject({ kind: 'refresh', phase: 'reading', done: 5, total: 5 });
    expect(refreshed.text).toBe('5 letters in the dead-letter queue.');
  });

  it('groups the letters, and filters by a group', async () => {
    const { groups, total, complete } = await list();
    expect({ total, complete }).toEqual({ total: 5, complete: true });
    const named = groups.map(({ reason, store, count }) => [reason, store, count]);
    expect(new Set(named.map((one) => JSON.stringify(one)))).toEqual(
      new Set(
        [
          ['unknown_store', 'tw-main', 1],
          ['invalid_signup', 'tw-main', 1],
          ['rejected', 'us-main', 1],
          ['unknown_store', EVIL, 1],
          ['crashed', undefined, 1],
        ].map((one) => JSON.stringify(one)),
      ),
    );
    const tw = await list('?reason=unknown_store&store=tw-main');
    expect(tw.matching).toBe(1);
    expect(tw.groups.map(({ reason, count }) => [reason, count])).toEqual([['unknown_store', 1]]);
    // The empty text selects letters without a store.
    expect((await list('?store=')).letters.map(({ reason }) => reason)).toEqual(['crashed']);
  });

  it('adds up the letters of each reason, most letters first', async () => {
    const { reasons, firstToExpire, moreGroups } = await list();
    expect(reasons[0]).toMatchObject({ reason: 'unknown_store', count: 2 });
    expect(new Set(reasons.map(({ reason }) => reason))).toEqual(
      new Set(['unknown_store', 'invalid_signup', 'rejected', 'crashed']),
    );
    expect(firstToExpire).toBeDefined();
    expect(moreGroups).toBe(0);
    // With one group chosen, the others of its reason can still be chosen.
    const one = await list('?reason=unknown_store&store=tw-main&source=%2Fpos%2Ftaipei-101');
    expect([one.matching, one.groups.length]).toEqual([1, 2]);
  });

  it('shows no body in the list, and masks personal data', async () => {
    const { letter, body, revealed, today } = await client.get<LetterResponse>(
      `/api/letters/${indexed(1)}`,
    );
    expect(revealed).toBe(false);
    expect(letter).toMatchObject({ reason: 'invalid_signup', eventId: 'web-1' });
    expect(today).toMatchObject({ verdict: 'fails', newReason: 'invalid_signup', notes: [] });
    const wrong = body.lines.filter(({ errors }) => errors.length > 0);
    expect(wrong.map(({ text }) => text.includes('phone'))).toEqual([true]);
    const everything = JSON.stringify([await list(), body]);
    expect(everything).not.toMatch(/yawen|shopper|grace/);
    expect(everything).not.toContain('receipt');
  });

  it('masks attributes of the sender until they are revealed', async () => {
    const attributesOf = ({ attributes }: LetterResponse) =>
      Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
    const masked = await client.get<LetterResponse>(`/api/letters/${indexed(3)}`);
    expect(attributesOf(masked)).toMatchObject({ sender: '•••', reason: 'unknown_store' });
    const revealed = await client.post(`/api/letters/${indexed(3)}/reveal`);
    expect(attributesOf(JSON.parse(revealed.text) as LetterResponse)['sender']).toBe(
      'x@example.com',
    );
    const body = JSON.parse((await client.post(`/api/letters/${indexed(1)}/reveal`)).text);
    expect(JSON.stringify(body)).toContain(PERSONAL);
  });

  it('says if a letter is gone', async () => {
    await expect(client.get(`/api/letters/nobody`)).resolves.toMatchObject({
      problem: expect.stringContaining('not there'),
    });
  });

  it('predicts each letter, failing ones first', async () => {
    const { predictions, passing, failing, needsForce, total } = await plan({});
    expect({ passing, failing, needsForce, total }).toEqual({
      passing: 1,
      failing: 3,
      needsForce: 1,
      total: 5,
    });
    expect(predictions.at(-1)).toMatchObject({ eventId: 'pos-101-0001', verdict: 'delivers' });
    expect(predictions[0]?.verdict).toBe('fails');
  });

  it('refuses a selection from an older list, and a wrong number of letters', async () => {
    const { readAt = 0 } = await list();
    const old = await client.post('/api/plans', { filter: {}, readAt: readAt - 1 });
    expect([old.status, old.text]).toEqual([409, expect.stringContaining('select again')]);
    const discard = { filter: {}, readAt, why: 'a test', count: 4 };
    expect((await client.post('/api/discards', discard)).status).toBe(409);
    const silent = { filter: {}, readAt, why: ' ', count: 5 };
    expect((await client.post('/api/discards', silent)).status).toBe(400);
    expect((await relay.counts('deadLetters')).visible).toBe(5);
  });

  it('saves a copy, then discards the selected letters', async () => {
    const { readAt } = await list();
    const discard = { filter: { ids: [indexed(4)] }, readAt, why: 'half a message', count: 1 };
    const ended = await end(await client.post('/api/discards', discard));
    expect(ended.text).toMatch(/^1 letter discarded\. The copy is in .*discarded-.*\.jsonl/);
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).toContain('half a message');
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect((await list()).total).toBe(4);
    expect((await relay.counts('deadLetters')).visible).toBe(4);
  });

  it('replays exactly the letters of a dry run, and each dry run once', async () => {
    const made = await plan({ reason: 'unknown_store', store: 'tw-main' });
    expect(made.predictions.map(({ verdict, text }) => [verdict, text])).toEqual([
      ['delivers', ''],
    ]);
    expect(made).toMatchObject({ total: 1, passing: 1 });
    const path = `/api/plans/${made.plan}/replay`;
    const ended = await end(await client.post(path, { which: 'passing', rate: 100 }));
    expect(ended).toMatchObject({ state: 'done', needsAttention: false });
    expect(ended.text).toBe('1 letter replayed. None has come back so far.');
    const emails = relay.shopline.customers().map(({ email }) => email);
    expect(emails).toEqual(['shopper.1@example.com']);
    expect((await list()).total).toBe(3);
    expect((await client.post(path, { which: 'passing', rate: 100 })).status).toBe(409);
  });

  it('reports letters that came back after a forced replay', async () => {
    const made = await plan({ ids: [indexed(1)] });
    const path = `/api/plans/${made.plan}/replay`;
    expect((await client.post(path, { which: 'passing', rate: 9 })).status).toBe(409);
    const again = await plan({ ids: [indexed(1)] });
    const all = `/api/plans/${again.plan}/replay`;
    for (const count of [undefined, 0, 2]) {
      const refused = await client.post(all, { which: 'all', rate: 9, count });
      expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('number: 1')]);
    }
    const ended = await end(await client.post(all, { which: 'all', rate: 9, count: 1 }));
    expect(ended.text).toBe('1 letter replayed. 1 letter came back: invalid signup 1.');
    expect(ended.needsAttention).toBe(true);
  });

  it('corrects a letter: shows the difference, then sends the corrected event', async () => {
    await end(await client.post('/api/looks'));
    const letter = (await list()).letters.find(({ eventId }) => eventId === 'web-1');
    const path = `/api/letters/${letter?.messageId}/correction`;
    const set = ['customer.phone=+886912345678'];
    const asked = { set, remove: [], why: 'phoned her', hasProof: false, reveal: false };
    const wrong = await client.post(path, { ...asked, set: ['customer.fone=1'], execute: true });
    expect([wrong.status, wrong.text]).toEqual([
      422,
      expect.stringContaining('--set customer.fone: a signup has no such field'),
    ]);
    const silent = await client.post(path, { ...asked, why: ' ', execute: true });
    expect(silent.status).toBe(400);
    const nothing = await client.post(path, { ...asked, set: [], patch: ' ', execute: true });
    expect([nothing.status, nothing.text]).toEqual([400, expect.stringContaining('or a patch')]);
    for (const [patch, words] of [
      ['{"customer": {"phone": }}', 'The patch is not JSON: line 1, column 24.'],
      ['["customer"]', 'The patch must hold an object'],
      ['{"customer": {"fone": "1"}}', 'The patch: customer.fone: a signup has no such field'],
      ['{"consent": {"sms": {"state": "granted"}}}', 'proof'],
    ]) {
      const bad = await client.post(path, { ...asked, set: [], patch, execute: true });
      expect([bad.status, bad.text]).toEqual([422, expect.stringContaining(words ?? '')]);
    }
    const patch = '{"customer": {"phone": "+886912345678"}}';
    const patched = await client.post(path, { ...asked, set: [], patch, execute: false });
    const dry = await client.post(path, { ...asked, execute: false });
    expect(JSON.parse(patched.text)).toEqual(JSON.parse(dry.text));
    expect(JSON.parse(dry.text)).toMatchObject({
      step: 'dry run',
      eventId: 'web-1~1',
      changes: [['customer.phone', '•••', '•••']],
      passes: true,
    });
    expect(dry.text).not.toMatch(/yawen|0912|886/);
    expect((await relay.counts('deadLetters')).visible).toBe(3);

    const done = await client.post(path, { ...asked, execute: true });
    expect(JSON.parse(done.text)).toMatchObject({
      step: 'done',
      end: expect.stringContaining('corrected-'),
    });
    expect((await list()).total).toBe(2);
    const file = readdirSync(folder).find((name) => name.startsWith('corrected-')) ?? '';
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const original = readFileSync(join(folder, file), 'utf8');
    expect(JSON.parse(original)).toMatchObject({ why: 'phoned her', correctedBy: 'mei' });
    await until(() => relay.shopline.customers().some(({ email }) => email === PERSONAL));
    expect((await client.post(path, { ...asked, execute: true })).status).toBe(404);
  });

  it('samples the queues, with the current ages in a local run', async () => {
    const { samples, history, problem } = await client.get<QueuesResponse>('/api/queues');
    expect(problem).toBeUndefined();
    expect(samples[0]?.deadLetters).toEqual({ waiting: 5, inFlight: 0, delayed: 0 });
    expect(history).toMatchObject({ state: 'read' });
    expect(history).not.toHaveProperty('note');
    await until(async () => {
      const seen = (await client.get<QueuesResponse>('/api/queues')).samples.at(-1);
      return seen?.oldestSignupMs === 0 && seen.oldestDeadLetterMs !== undefined;
    });
    const later = await client.get<QueuesResponse>(`/api/queues?after=${Date.now() + 60_000}`);
    expect(later.samples).toEqual([]);
  });

  it('lists the stores without their tokens', async () => {
    const answer = await client.get<StoresResponse>('/api/stores');
    expect(answer.stores).toMatchObject([
      { store: 'tw-main', platform: 'shopline', pace: { share: 1 } },
      { store: 'us-main', platform: 'shoplazza', pace: { share: 1 } },
    ]);
    expect(JSON.stringify(answer)).not.toContain('sandbox-token');
  });

  it('counts the outcomes in the log', async () => {
    const line = (outcome: string) =>
      JSON.stringify({ message: 'signup', store: 'tw-main', outcome });
    for (const outcome of ['created', 'created', 'postponed']) {
      relay.logs.write(relay.env['CONSUME_LOG_GROUP'] ?? '', line(outcome));
    }
    const { stores } = await client.get<OutcomesResponse>('/api/outcomes?minutes=15');
    expect(stores).toEqual([{ store: 'tw-main', counts: { created: 2, postponed: 1 } }]);
  });
});
