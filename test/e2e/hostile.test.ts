import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/generated/types.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { parseRecord } from '../../src/util/is-record.ts';
import { anEvent } from '../support/an-event.ts';
import { aRequest } from '../support/a-request.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { cases, type Case, shapes } from '../support/hostile-cases.ts';
import { type PackagedService, packageService } from '../support/package-service.ts';
import { openPackaged } from '../support/packaged.ts';

const PUBLIC_URL = 'https://hooks.example.com';
const SHOP = 'https://shop.example.com';
const SECRET = 'a-secret-of-the-address';

/** Every id of an event with every kind of text; of the other places one in so many. */
const ONE_IN = 40;
const FIRST_CASES = 320;

/** Far below the timeout of the function, for five hostile messages, in milliseconds. */
const LONGEST_MS = 15_000;

let service: PackagedService;
let embedded: Embedded;
let consume: ZippedFunction;
let receive: ZippedFunction;
beforeAll(async () => {
  [service, embedded] = await Promise.all([packageService(), openEmbedded()]);
  const form: Store['sources'] = {
    form: { tool: 'html-form', public: { origins: [SHOP], honeypot: 'website' } },
    private: { tool: 'html-form', unsigned: true, secrets: [SECRET] },
  };
  const limits = [{ perSecond: 10_000, burst: 10_000 }];
  const common = { accessToken: 'sandbox-token', userAgent: 'test', limits };
  const sources = { ...sampleSources(PUBLIC_URL), ...form };
  for (const [name, platform] of [
    ['us-main', 'shoplazza'],
    ['tw-main', 'shopline'],
  ] as const) {
    embedded.putStore(name, { ...common, platform, baseUrl: embedded[platform].baseUrl, sources });
  }
  [consume, receive] = await Promise.all([
    openPackaged('consume', embedded.env, service),
    openPackaged('receive', { ...embedded.env, PUBLIC_URL }, service),
  ]);
}, 120_000);
afterAll(() => Promise.all([consume.close(), receive.close(), service.close(), embedded.close()]));

function chosen(): readonly Case[] {
  const kept: Case[] = [];
  let at = 0;
  for (const one of cases()) {
    at += 1;
    const isId = /^(?:no )?event (?:id|source)$/.test(one.place);
    if (isId || at % ONE_IN === 0) kept.push(one);
    if (at === FIRST_CASES) break;
  }
  return kept;
}

let batches = 0;

async function deliver(hostile: readonly Case[]) {
  batches += 1;
  const bad = hostile.map(({ body }, at) => ({ messageId: `bad-${at}`, body }));
  const good = Array.from({ length: 10 - hostile.length }, (_, at) => {
    const customer = { email: `good-${batches}-${at}@example.com` };
    const body = JSON.stringify(anEvent({ id: `g-${at}`, data: { store: 'tw-main', customer } }));
    return { messageId: `good-${at}`, body };
  });
  const startedAt = performance.now();
  const { response, lines } = await consume.invoke({ Records: [...bad, ...good] });
  const ms = performance.now() - startedAt;
  const ends = new Map(
    lines
      .map(parseRecord)
      .filter(({ message }) => message === 'signup')
      .map(({ messageId, outcome, why }) => [
        messageId,
        outcome === 'postponed' ? `postponed: ${String(why)}` : outcome,
      ]),
  );
  return {
    places: hostile.map(({ place }) => place),
    response,
    ms,
    bad: bad.map(({ messageId }) => ends.get(messageId)),
    good: good.map(({ messageId }) => ends.get(messageId)),
  };
}

const fives = (all: readonly Case[]): readonly (readonly Case[])[] =>
  Array.from({ length: Math.ceil(all.length / 5) }, (_, at) => all.slice(at * 5, at * 5 + 5));

describe('hostile messages in the packaged function consume', () => {
  it.each([
    ['texts of a megabyte', chosen],
    ['shapes', () => [...shapes()]],
  ])(
    'as %s end themselves and no other message, in the memory and the time of the function',
    async (_, make) => {
      const ended = [];
      for (const batch of fives(make())) ended.push(await deliver(batch));
      expect(ended.length).toBeGreaterThan(2);
      expect(ended.map(({ response }) => response)).toEqual(
        ended.map(() => ({ batchItemFailures: [] })),
      );
      expect(ended.flatMap(({ good }) => good).filter((end) => end !== 'created')).toEqual([]);
      const isOver = new Set(['dead_lettered', 'created', 'updated', 'unchanged', 'skipped']);
      expect(ended.filter(({ bad }) => bad.some((end) => !isOver.has(String(end))))).toEqual([]);
      expect(ended.filter(({ ms }) => ms > LONGEST_MS)).toEqual([]);
    },
    240_000,
  );
});

describe('hostile requests to the packaged function receive', () => {
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded', origin: SHOP };
  const json = { 'content-type': 'application/json', origin: SHOP };
  const toForm = { store: 'us-main', source: 'form' };
  const toPrivate = { store: 'us-main', source: 'private', secret: SECRET };
  const hostile: readonly (readonly [string, Parameters<typeof aRequest>[0], number])[] = [
    [
      'half a million fields',
      { ...toPrivate, body: 'a&'.repeat(499_999), headers: urlencoded },
      422,
    ],
    [
      'half a million values',
      { ...toPrivate, body: `{"a":[${'1,'.repeat(480_000)}1]}`, headers: json },
      422,
    ],
    [
      '50,000 fields of a public form',
      { ...toForm, body: 'a&'.repeat(49_000), headers: urlencoded },
      422,
    ],
    ['no contact', { ...toForm, body: 'name=Ada&email=ada', headers: urlencoded }, 422],
    [
      'an e-mail of 99 KB',
      { ...toForm, body: `email=${'a@'.repeat(49_000)}`, headers: urlencoded },
      422,
    ],
    [
      'a phone of 99 KB',
      { ...toForm, body: `phone=${'1 '.repeat(49_000)}`, headers: urlencoded },
      422,
    ],
    [
      'percent signs',
      { ...toForm, body: `email=%${'25'.repeat(49_000)}`, headers: urlencoded },
      422,
    ],
    [
      'half a million headers’ worth of origin',
      { ...toForm, body: 'x', headers: { origin: SHOP.repeat(20_000) } },
      401,
    ],
    ['an unknown store', { store: 'x'.repeat(100_000), body: '{}' }, 401],
  ];

  it.each(hostile)('with %s are answered at once', async (_, request, status) => {
    const startedAt = performance.now();
    const { response } = await receive.invoke(aRequest(request));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(response).toMatchObject({ statusCode: status });
  });

  it('leave the function at work', async () => {
    const good = aRequest({ ...toForm, body: 'email=ada@example.com', headers: urlencoded });
    expect((await receive.invoke(good)).response).toMatchObject({ statusCode: 200 });
  });
});
