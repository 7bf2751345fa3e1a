import { createDigest } from '../../src/event/digest.ts';
import type { Store } from '../../src/generated/types.ts';
import type { HttpAnswer, HttpCall } from '../../src/http/http.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { completeStore } from '../../src/sources/custom/presets.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { aConsume, aStore, NOW } from './a-consume.ts';
import { type Case, cases, event, signup } from './hostile-cases.ts';

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
  /** Time that it kept a processor busy, in milliseconds. */
  readonly cpuMs: number;
}

const HOSTILE_PER_BATCH = 5;

/** A shop that knows nobody and takes everybody. */
async function shop({ method, url }: HttpCall): Promise<HttpAnswer> {
  const id = 'c-1';
  const isLists = method === 'GET' && url.pathname.endsWith('/addresses');
  const body =
    method === 'GET'
      ? { items: [], ...(isLists ? { addresses: [] } : { customers: [] }) }
      : { id, customer: { id }, address: { id } };
  return { status: method === 'POST' ? 201 : 200, headers: {}, body };
}

const { sources } = completeStore({ sources: sampleSources('https://relay.example') });
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
  const bad = batch.map(({ body }, at) => ({ messageId: `bad-${at}`, body: body() }));
  const good = Array.from({ length: HOSTILE_PER_BATCH }, (_, at) => {
    const data = signup('tw-main', `person-${at}@example.com`);
    return { messageId: `good-${at}`, body: JSON.stringify(event(data)) };
  });
  const before = process.cpuUsage();
  const stayed = await run([...bad, ...good]);
  const { user, system } = process.cpuUsage(before);
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
    cpuMs: (user + system) / 1_000,
  };
}

/** CI tries all; `npm test` one in so many, a different one at every place of a schema. */
const STEP = process.env['HOSTILE'] === 'all' ? 1 : 6;

let batch: Case[] = [];
const flush = async (): Promise<void> => {
  console.log(JSON.stringify(await runBatch(batch)));
  batch = [];
};
let place = 0;
for (const one of cases()) {
  place += 1;
  if (place % STEP !== 0) continue;
  batch.push(one);
  if (batch.length === HOSTILE_PER_BATCH) await flush();
}
if (batch.length > 0) await flush();
