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

/**
 * Each id of an event with each kind of text; of the other places one in so many. `hostile-texts.test.ts` has all of them,
 * in one process.
 */
const ONE_IN = 60;
const FIRST_CASES = 320;

const HOSTILE_PER_BATCH = 8;

/** Processor time of one batch, in milliseconds: a sixth of the function's timeout. */
const MOST_CPU_MS = 5_000;

/** The other work of this machine must not end a call. */
const PATIENT = { remainingMs: 120_000 };

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
    // A shop that answers with 429 postpones the good messages.
    embedded[platform].set({ limits: [] });
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
    const isId = /^event (?:id|source)$/.test(one.place);
    if (isId || at % ONE_IN === 0) kept.push(one);
    if (at === FIRST_CASES) break;
  }
  return kept;
}

let batches = 0;

async function deliver(hostile: readonly Case[]) {
  batches += 1;
  const bad = hostile.map(({ body }, at) => ({ messageId: `bad-${at}`, body: body() }));
  const good = Array.from({ length: 10 - hostile.length }, (_, at) => {
    const customer = { email: `good-${batches}-${at}@example.com` };
    const body = JSON.stringify(anEvent({ id: `g-${at}`, data: { store: 'tw-main', customer } }));
    return { messageId: `good-${at}`, body };
  });
  const { response, lines, cpuMs } = await consume.invoke({ Records: [...bad, ...good] }, PATIENT);
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
    cpuMs,
    bad: bad.map(({ messageId }) => ends.get(messageId)),
    good: good.map(({ messageId }) => ends.get(messageId)),
  };
}

const batchesOf = (all: readonly Case[]): readonly (readonly Case[])[] =>
  Array.from({ length: Math.ceil(all.length / HOSTILE_PER_BATCH) }, (_, at) =>
    all.slice(at * HOSTILE_PER_BATCH, (at + 1) * HOSTILE_PER_BATCH),
  );

describe('hostile messages in the packaged function consume', () => {
  it.each([
    ['texts of a megabyte', chosen],
    ['shapes', () => [...shapes()]],
  ])(
    'as %s end themselves and no other message, in the memory and the time of the function',
    async (_, make) => {
      const ended = [];
      for (const batch of batchesOf(make())) ended.push(await deliver(batch));
      expect(ended.length).toBeGreaterThan(1);
      expect(ended.map(({ response }) => response)).toEqual(
        ended.map(() => ({ batchItemFailures: [] })),
      );
      expect(ended.flatMap(({ good }) => good).filter((end) => end !== 'created')).toEqual([]);
      const isOver = new Set(['dead_lettered', 'created', 'updated', 'unchanged', 'skipped']);
      expect(ended.filter(({ bad }) => bad.some((end) => !isOver.has(String(end))))).toEqual([]);
      expect(ended.filter(({ cpuMs }) => cpuMs > MOST_CPU_MS)).toEqual([]);
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
    const { response, cpuMs } = await receive.invoke(aRequest(request), PATIENT);
    expect(response).toMatchObject({ statusCode: status });
    expect(cpuMs).toBeLessThan(2_000);
  });

  it('leave the function at work', async () => {
    const good = aRequest({ ...toForm, body: 'email=ada@example.com', headers: urlencoded });
    expect((await receive.invoke(good)).response).toMatchObject({ statusCode: 200 });
  });
});
