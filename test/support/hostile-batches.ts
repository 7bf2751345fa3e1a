import { readdirSync, readFileSync } from 'node:fs';
import { createDigest } from '../../src/event/digest.ts';
import type { Store } from '../../src/generated/types.ts';
import type { HttpAnswer, HttpCall } from '../../src/http/http.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { MAX_MESSAGE_BYTES } from '../../src/util/sqs-limits.ts';
import { aConsume, aStore, NOW } from './a-consume.ts';
import {
  distinct,
  hostileText,
  KINDS,
  type Place,
  placed,
  textPlaces,
  textsIn,
} from './hostile-texts.ts';

/**
 * A process of its own, with the memory of the function. It puts a megabyte of hostile text into every string of every
 * schema, five such messages beside five good ones. It prints a line of JSON for each batch.
 */

/** What became of one batch. */
export interface HostileBatch {
  readonly places: readonly string[];
  /** Of the hostile messages, then of the good ones. */
  readonly hostile: readonly string[];
  readonly good: readonly string[];
  readonly stayed: readonly string[];
  readonly ms: number;
}

const HOSTILE_PER_BATCH = 5;

type Json = Readonly<Record<string, unknown>>;
interface Case {
  readonly place: string;
  readonly body: string;
}
const read = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;

const event = (data: unknown, more: Json = {}): Json => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/test',
  type: 'customer.signed_up',
  time: '2026-11-20T03:04:05Z',
  data,
  ...more,
});
const delivered = (data: Json): Json => event(data, { id: 'd-1', type: 'webhook.delivered' });
const signup = (store: string, email: string, more: Json = {}): Json => ({
  store,
  customer: { email },
  ...more,
});

/** The body with as much hostile text as SQS takes. Characters that have to be escaped grow. */
function largest(place: string, n: number, bodyOf: (text: string) => unknown): Case {
  for (let bytes = 1_000_000; ; bytes *= 0.8) {
    const body = JSON.stringify(bodyOf(hostileText(n, Math.floor(bytes / 56) * 56)));
    if (Buffer.byteLength(body) <= MAX_MESSAGE_BYTES) return { place, body };
  }
}

function* cases(): Generator<Case> {
  let n = 0;
  const each = function* (
    name: string,
    places: readonly Place[],
    bodyOf: (place: Place, text: string) => unknown,
  ): Generator<Case> {
    for (const place of places) {
      yield largest(`${name} ${place.join('/')}`, (n += 1), (text) => bodyOf(place, text));
    }
  };
  const base = event(signup('us-main', 'ada@example.com'));
  for (let round = 0; round < KINDS; round += 1) {
    const ids: readonly Place[] = [['id'], ['source']];
    yield* each('event', ids, (place, text) => placed(base, place, text));
    yield* each('no event', ids, (place, text) => placed({ id: '1' }, place, text));
  }
  const inEvent = textPlaces(read('schemas/event.schema.json'));
  yield* each('event', inEvent, (place, text) => placed(base, place, text));
  const inSignup = textPlaces(read('schemas/signup.schema.json'));
  yield* each('signup', inSignup, (place, text) => placed(base, ['data', ...place], text));
  for (const [platform, store] of [
    ['shopline', 'tw-main'],
    ['shoplazza', 'us-main'],
  ] as const) {
    for (const file of readdirSync(`schemas/${platform}`)) {
      const places = textPlaces(read(`schemas/${platform}/${file}`));
      yield* each(file, places, (place, text) =>
        placed(event(signup(store, 'ada@example.com')), ['data', platform, ...place], text),
      );
    }
  }
  const names = [
    ['key'],
    ['data', 'key'],
    ['data', 'customer', 'key'],
    ['data', 'shopline', 'key'],
  ];
  yield* each('the name of a field', names, (place, text) =>
    placed(base, [...place.slice(0, -1), text], 1),
  );
  for (const file of readdirSync('events/webhooks')) {
    // Every kind of text for every kind of answer, in two tools whose answers are read alike.
    const isForm = /^(?:html|google)/.test(file);
    for (let round = 0; round < (isForm ? KINDS : 1); round += 1) yield* ofTool(file, each);
  }
  const inDelivery = textPlaces(read('schemas/delivery.schema.json'));
  for (const tool of SOURCES.keys()) {
    const data = { store: 'us-main', source: tool, headers: {}, body: '{}' };
    yield* each(`delivery of ${tool}`, inDelivery, (place, text) =>
      placed(delivered(data), ['data', ...place], text),
    );
  }
}

/** A sample of a tool, with hostile text in every string of it and of its schema. */
function* ofTool(
  file: string,
  each: (
    name: string,
    places: readonly Place[],
    bodyOf: (place: Place, text: string) => unknown,
  ) => Generator<Case>,
): Generator<Case> {
  const sample = read(`events/webhooks/${file}`);
  const content = ['json', 'form', 'multipart'].find((key) => key in sample) ?? 'json';
  const tool = String(sample['source']);
  const schema = `schemas/sources/${tool}.schema.json`;
  const described = tool === 'standard-webhooks' ? [] : textPlaces(read(schema));
  const places = distinct([...textsIn(sample[content]), ...described]);
  yield* each(tool, places, (place, text) => {
    const hostile = placed(sample, [content, ...place], text);
    return delivered({ ...parseDeliveryFile(JSON.stringify(hostile), NOW) });
  });
}

/** A shop that finds no customer and accepts every create. */
async function shop({ method, url }: HttpCall): Promise<HttpAnswer> {
  const id = 'c-1';
  const isLists = method === 'GET' && url.pathname.endsWith('/addresses');
  const body =
    method === 'GET'
      ? { items: [], ...(isLists ? { addresses: [] } : { customers: [] }) }
      : { id, customer: { id }, address: { id } };
  return { status: method === 'POST' ? 201 : 200, headers: {}, body };
}

const sources = sampleSources('https://relay.example');
const stores: Readonly<Record<string, Store>> = {
  'us-main': { ...aStore('token'), country: 'US', sources },
  'tw-main': { ...aStore('token'), platform: 'shopline', userAgent: 'test', sources },
};
const get = async (name: string): Promise<Store> => stores[name] ?? aStore('token');
const { run, reports, sent, permits } = aConsume(async () => 'created', {
  stores: { get, refresh: get },
  sources: SOURCES,
  openPlatform: createPlatforms({ http: shop, digest: createDigest('key'), now: () => NOW }),
});

async function runBatch(batch: readonly Case[]): Promise<HostileBatch> {
  for (const kept of [reports, sent, permits]) kept.length = 0;
  const bad = batch.map(({ body }, at) => ({ messageId: `bad-${at}`, body }));
  const good = Array.from({ length: HOSTILE_PER_BATCH }, (_, at) => {
    const data = signup('tw-main', `person-${at}@example.com`);
    return { messageId: `good-${at}`, body: JSON.stringify(event(data)) };
  });
  const startedAt = performance.now();
  const stayed = await run([...bad, ...good]);
  const endOf = (messages: typeof bad): readonly string[] =>
    messages.map(
      ({ messageId }) =>
        reports.findLast((report) => report.messageId === messageId)?.outcome ?? 'none',
    );
  return {
    places: batch.map(({ place }) => place),
    hostile: endOf(bad),
    good: endOf(good),
    stayed,
    ms: performance.now() - startedAt,
  };
}

let batch: Case[] = [];
const flush = async (): Promise<void> => {
  console.log(JSON.stringify(await runBatch(batch)));
  batch = [];
};
for (const one of cases()) {
  batch.push(one);
  if (batch.length === HOSTILE_PER_BATCH) await flush();
}
if (batch.length > 0) await flush();
