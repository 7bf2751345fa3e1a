import { describe, expect, it } from 'vitest';
import type { ConsumeDeps } from '../../src/consume/deps.ts';
import { createFetchRecords } from '../../src/consume/fetch-records.ts';
import type { Store, StoreFetch, StoreSource } from '../../src/generated/types.ts';
import type { Exchange } from '../../src/http/exchange.ts';
import { HttpError } from '../../src/http/http-error.ts';
import { createLimiters } from '../../src/rate-limit/limiter.ts';
import { hubspotFetcher } from '../../src/sources/fetch/hubspot.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { aConsume, aStore, NOW } from '../support/a-consume.ts';
import { anEvent } from '../support/an-event.ts';
import { createMemoryStates } from '../support/memory-states.ts';

type Asked = Parameters<Exchange>[0];

const answer = (status: number, body: unknown = {}, headers = {}) => ({
  status,
  text: JSON.stringify(body),
  headers: () => headers,
});

const lead = (email: string) => ({
  created_time: '2026-11-20T03:00:00+0000',
  field_data: [{ name: 'email', values: [email] }],
});

/** A store with one source that posts only ids. */
const withSource = (
  fetch: StoreFetch | undefined,
  config: StoreSource = { tool: 'meta-lead-ads' },
  accessToken = 'shop-token',
): Store => ({
  ...aStore(accessToken),
  sources: { leads: config },
  ...(fetch && { fetch: { leads: fetch } }),
});

const record = (ids: readonly string[], attributes = {}) => ({
  messageId: `m-${ids[0] ?? ''}`,
  body: JSON.stringify({
    ...anEvent({ id: 'd-1', type: 'webhook.delivered' }),
    data: {
      store: 'tw-main',
      source: 'leads',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        object: 'page',
        entry: ids.map((id) => ({ changes: [{ field: 'leadgen', value: { leadgen_id: id } }] })),
      }),
    },
  }),
  messageAttributes: attributes,
});

const text = (value: string) => ({ stringValue: value, dataType: 'String' });

/** Runs `consume` with a tool that answers as the test says. */
function open(tool: (asked: Asked) => ReturnType<Exchange>, overrides: Partial<ConsumeDeps> = {}) {
  const calls: Asked[] = [];
  const fetchExchange: Exchange = async (asked) => {
    calls.push(asked);
    return tool(asked);
  };
  const store = withSource({ token: 'page-token' });
  const stores = { get: async () => store, refresh: async () => store };
  const parts = { stores, sources: SOURCES, fetchExchange, ...overrides };
  return { calls, ...aConsume(async ({ call }) => (await call('POST', 200), 'created'), parts) };
}

const idIn = ({ url }: Asked): string => url.pathname.split('/').at(-1) ?? '';

describe('a delivery that names records by their ids', () => {
  it('is delivered with the answers that were fetched, at the pace of its source', async () => {
    const relay = open(async (asked) => answer(200, lead(`a${idIn(asked)}@example.com`)));
    expect(await relay.run([record(['1', '2'])])).toEqual([]);
    expect(relay.reports).toMatchObject([
      { outcome: 'created', eventId: '1', store: 'tw-main', via: 'leads' },
      { outcome: 'created', eventId: '2' },
    ]);
    expect(relay.calls.map(({ url }) => url.href.replace(/\?.*/, ''))).toEqual([
      'https://graph.facebook.com/v24.0/1',
      'https://graph.facebook.com/v24.0/2',
    ]);
    const [ofTool, ofShop] = relay.permits;
    expect(ofTool?.store.name).toBe('tw-main/leads');
    expect(ofTool).toMatchObject({ slots: 2, saw: [false, false], end: { kind: 'other' } });
    expect(ofTool?.store.tokenMark).not.toContain('page-token');
    expect(ofShop?.store.name).toBe('tw-main');
  });

  it('has the calls to its tool in the log line, without ids and credential', async () => {
    const relay = open(async (asked) => answer(200, lead(`a${idIn(asked)}@example.com`)));
    await relay.run([record(['1177', '1188'])]);
    const asked = {
      method: 'GET',
      host: 'graph.facebook.com',
      route: '/v24.0/{lead}',
      status: 200,
    };
    expect(relay.reports.map(({ calls }) => calls)).toMatchObject([
      [asked, asked, { method: 'POST', status: 200 }],
      [{ method: 'POST', status: 200 }],
    ]);
    const calls = JSON.stringify(relay.reports.map((one) => one.calls));
    for (const secret of ['1177', '1188', 'page-token', '?']) expect(calls).not.toContain(secret);
    // Only a call to the shop, or one that failed, is an attempt.
    expect(relay.reports.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it('has the call that failed in the log line', async () => {
    const relay = open(async () => Promise.reject(new HttpError('no answer in time', true)));
    await relay.run([record(['1'])]);
    const [{ calls } = { calls: [] }] = relay.reports;
    expect(calls).toEqual([
      { method: 'GET', host: 'graph.facebook.com', route: '/v24.0/{lead}', durationMs: 0 },
    ]);
  });

  it('is fetched again at each attempt, and its copy is the message as it came', async () => {
    const one = record(['1']);
    const relay = open(async () => answer(503));
    await relay.run([one]);
    await relay.run([one]);
    expect(relay.calls).toHaveLength(2);
    expect(relay.sent.map(({ to, body }) => [to, body])).toEqual([
      ['signups', one.body],
      ['signups', one.body],
    ]);
  });

  it.each([
    ['answers 500', async () => answer(500)],
    ['is silent', async () => Promise.reject(new HttpError('no answer in time', true))],
    ['answers 429', async () => answer(429, {}, { 'retry-after': '60' })],
  ])('is postponed and counts an attempt where the tool %s', async (_, tool) => {
    const relay = open(tool);
    expect(await relay.run([record(['1'])])).toEqual([]);
    expect(relay.reports).toMatchObject([{ outcome: 'postponed', attempts: 1 }]);
  });

  it.each([
    ['retries_exhausted', 503],
    ['unauthorized', 401],
  ])('is a dead letter %s at the end of the retry horizon after %d', async (reason, status) => {
    const relay = open(async () => answer(status));
    const firstSeenAt = text(new Date(NOW - 49 * 3_600_000).toISOString());
    await relay.run([record(['1'], { firstSeenAt, attempts: text('30') })]);
    expect(relay.reports).toMatchObject([{ outcome: 'dead_lettered', reason }]);
    expect(relay.sent).toMatchObject([{ to: 'deadLetters', body: record(['1']).body }]);
  });

  it('is a dead letter at once where the record does not exist', async () => {
    const relay = open(async () => answer(400, { error: { code: 100, error_subcode: 33 } }));
    await relay.run([record(['1'])]);
    expect(relay.reports).toMatchObject([
      { outcome: 'dead_lettered', reason: 'invalid_delivery', attempts: 0 },
    ]);
  });

  it('loses none of its records where one cannot be fetched', async () => {
    const relay = open(async (asked) =>
      idIn(asked) === '2' ? answer(503) : answer(200, lead(`a${idIn(asked)}@example.com`)),
    );
    await relay.run([record(['1', '2'])]);
    expect(relay.reports).toMatchObject([
      { outcome: 'created', eventId: '1' },
      { outcome: 'postponed', eventId: '2' },
    ]);
    expect(relay.sent).toMatchObject([{ to: 'signups' }]);
  });

  it('fetches 20 records in one run, and the others in later runs', async () => {
    const ids = Array.from({ length: 45 }, (_, at) => String(at + 1));
    const relay = open(async (asked) => answer(200, lead(`a${idIn(asked)}@example.com`)));
    let next = record(ids);
    for (let runs = 0; runs < 10; runs += 1) {
      relay.sent.length = 0;
      await relay.run([next]);
      const [copy] = relay.sent;
      if (copy === undefined) break;
      const attributes = Object.entries(copy.attributes).map(([name, { type, value }]) => [
        name,
        typeof value === 'string'
          ? { dataType: type, stringValue: value }
          : { dataType: type, binaryValue: Buffer.from(value).toString('base64') },
      ]);
      next = record(ids, Object.fromEntries(attributes) as object);
    }
    expect(relay.reports.map(({ eventId }) => eventId)).toEqual(ids);
    expect(relay.calls).toHaveLength(45);
  });

  it('waits without a call where no time is left', async () => {
    const relay = open(async () => answer(200, lead('ada@example.com')));
    await relay.run([record(['1'])], 4_000);
    expect(relay.calls).toEqual([]);
    expect(relay.reports).toMatchObject([
      { outcome: 'postponed', attempts: 0, why: 'no time is left to ask Meta' },
    ]);
  });

  it.each([
    [undefined, 'is missing: Meta posts only an id, and the answers are fetched with `token`'],
    [{}, 'needs `token` for Meta'],
    [
      { token: 'x', baseUrl: 'https://evil.example' },
      'names in `baseUrl` no https address of a host of Meta: graph.facebook.com',
    ],
  ])('waits for its configuration where the credential is %j', async (fetch, mistake) => {
    const store = withSource(fetch);
    const stores = { get: async () => store, refresh: async () => store };
    const relay = open(async () => answer(200), { stores });
    await relay.run([record(['1'])]);
    expect(relay.calls).toEqual([]);
    const why = `\`fetch\` of source "leads" of store "tw-main" ${mistake}`;
    expect(relay.reports).toMatchObject([{ outcome: 'postponed', attempts: 0, why }]);
  });
});

describe('a refused credential', () => {
  it('is read again at once, and the new one is used', async () => {
    const old = withSource({ token: 'old' });
    const fresh = withSource({ token: 'new' });
    const refreshed: unknown[] = [];
    const stores = {
      get: async () => old,
      refresh: async (name: string, token: string) => {
        refreshed.push([name, token]);
        return fresh;
      },
    };
    const relay = open(
      async ({ headers }) =>
        headers['authorization'] === 'Bearer new'
          ? answer(200, lead('ada@example.com'))
          : answer(401),
      { stores },
    );
    await relay.run([record(['1'])]);
    expect(relay.reports).toMatchObject([{ outcome: 'created' }]);
    expect(refreshed).toEqual([['tw-main', 'shop-token']]);
  });

  it('pauses the source, not the store, and is told without its value', async () => {
    const relay = open(async () => answer(401));
    await relay.run([record(['1', '2'])]);
    expect(relay.calls).toHaveLength(1);
    expect(relay.permits).toMatchObject([
      { store: { name: 'tw-main/leads' }, end: { kind: 'unauthorized' } },
    ]);
    expect(relay.reports).toHaveLength(2);
    expect(JSON.stringify([relay.reports, relay.sent])).not.toContain('page-token');
  });
});

describe('the circuit breaker of a source', () => {
  it('stops calls to a tool that is down, and costs waiting messages no attempt', async () => {
    const states = createMemoryStates();
    const changes: unknown[] = [];
    const clock = { now: NOW };
    const openLimiters = createLimiters({
      states,
      now: () => clock.now,
      sleep: async () => undefined,
      random: () => 0.5,
      reportStore: (change) => changes.push(change),
    });
    const relay = open(async () => answer(503), { openLimiters, now: () => clock.now });
    for (let runs = 0; runs < 14; runs += 1) {
      clock.now += 1_000;
      await relay.run([record([String(runs)])]);
    }
    expect(changes).toMatchObject([
      { store: 'tw-main/leads', change: 'paused', reason: 'failing' },
    ]);
    expect(relay.calls.length).toBeLessThan(14);
    expect(relay.reports.at(-1)).toMatchObject({
      outcome: 'postponed',
      attempts: 0,
      why: 'Meta is paused: most calls fail',
    });
    expect(states.get('tw-main').pause).toBeUndefined();
  });
});

it('asks for fewer records at once where their answer is too long', async () => {
  const store = withSource({ token: 'app-token' }, { tool: 'hubspot' });
  const stores = { get: async () => store, refresh: async () => store };
  const sizes: number[] = [];
  const relay = open(
    async ({ body = '' }) => {
      const { inputs } = JSON.parse(body ?? '') as { inputs: { id: string }[] };
      sizes.push(inputs.length);
      if (inputs.length > 2) throw new HttpError('the answer is too long', true, false, true);
      const results = inputs.map(({ id }) => ({
        id,
        properties: { email: `a${id}@example.com` },
      }));
      return answer(200, { results });
    },
    { stores },
  );
  const events = [1, 2, 3, 4, 5].map((objectId) => ({
    objectId,
    subscriptionType: 'contact.creation',
    eventId: objectId,
    occurredAt: NOW - 60_000,
  }));
  const one = record(['x']);
  const event = JSON.parse(one.body) as { data: object };
  const body = JSON.stringify({ ...event, data: { ...event.data, body: JSON.stringify(events) } });
  await relay.run([{ ...one, body }]);
  expect(sizes).toEqual([5, 3, 2, 1, 2]);
  expect(relay.reports.map(({ outcome }) => outcome)).toEqual(Array(5).fill('created'));
});

it('takes no answer of one record for that of another whose call was not made', async () => {
  const fetcher = { ...hubspotFetcher, perCall: 2 };
  const store = withSource({ token: 'app-token' }, { tool: 'hubspot' });
  let calls = 0;
  const fetchRecords = createFetchRecords({
    stores: { get: async () => store, refresh: async () => store },
    digest: (value) => value,
    now: () => NOW,
    remainingMs: () => 20_000,
    limiters: {
      permit: () => ({
        waitForSlot: async () => undefined,
        saw: () => undefined,
        end: () => undefined,
      }),
      close: async () => undefined,
    },
    // Two are too long, the first alone has an answer, and then the tool limits the calls.
    fetchExchange: async () => {
      calls += 1;
      if (calls === 1) throw new HttpError('the answer is too long', true, false, true);
      return calls === 2 ? answer(200, { results: [{ id: '1', properties: {} }] }) : answer(429);
    },
  });
  const fetched = await fetchRecords({
    records: ['1', '2', '3', '4'],
    fetcher,
    config: { tool: 'hubspot' },
    store,
    name: 'tw-main/leads',
    lowPriority: false,
    waitingSince: 0,
  });
  expect([...fetched].map(([id, one]) => [id, Object.keys(one)])).toEqual([
    ['1', ['answer']],
    ['2', ['error']],
    ['3', ['error']],
    ['4', ['error']],
  ]);
});
