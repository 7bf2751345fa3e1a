import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../src/local/sandbox/fault.ts';
import type { SqsFunction } from '../../src/local/lambda/poller.ts';
import { anEvent } from '../support/an-event.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import type { ZippedFunction } from '../support/function-zip.ts';
import { ageLedger } from '../support/ledger-table.ts';
import { newStore } from '../support/new-store.ts';
import { buildBundles, type Bundles } from '../support/open-bundle.ts';
import { until } from '../support/until.ts';

const SEED = 20_261_122;
const KILLS = 10;
const PEOPLE = 12;
const EVENTS = 5;

let bundles: Bundles;
let embedded: Embedded;
beforeAll(async () => {
  [bundles, embedded] = await Promise.all([
    buildBundles(),
    // A killed function's messages return soon; the receive limit must not interfere.
    openEmbedded({ visibilityTimeoutSeconds: 1, maxReceiveCount: 1_000 }),
  ]);
});
afterAll(() => Promise.all([embedded.close(), bundles.close()]));

/** Reproducible random numbers in [0, 1). */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A function that can be killed at any moment; calls wait for its replacement. */
function openMortal(env: Readonly<Record<string, string>>) {
  let current: Promise<ZippedFunction> = bundles.open(env);
  let kills = 0;
  const invoke: SqsFunction = async (event, context) => {
    const lambda = await current;
    const remainingMs = context.getRemainingTimeInMillis();
    return (await lambda.invoke(event, { remainingMs })).response;
  };
  return {
    invoke,
    kills: () => kills,
    /** Sends SIGKILL. @param meanwhile runs before the replacement starts. */
    kill: (meanwhile: () => Promise<unknown>): void => {
      const victim = current;
      current = (async () => {
        await (await victim).close();
        await meanwhile();
        kills += 1;
        return bundles.open(env);
      })();
    },
    close: async () => (await current).close(),
  };
}

interface Planned {
  readonly platform: 'shopline' | 'shoplazza';
  readonly email: string;
  readonly body: string;
}

/** Five events of each of twelve people, half of them per platform, in a shuffled order. */
function planEvents(dice: () => number): readonly Planned[] {
  const stores = {
    shopline: newStore(embedded, 'shopline'),
    shoplazza: newStore(embedded, 'shoplazza'),
  };
  const planned = Array.from({ length: PEOPLE * EVENTS }, (_, index): Planned => {
    const person = index % PEOPLE;
    const nth = Math.floor(index / PEOPLE);
    const platform = person % 2 === 0 ? 'shopline' : 'shoplazza';
    const email = `person-${person}@example.com`;
    const customer = { email, firstName: 'Ada', lastName: `Lin ${nth}`, tags: [`event-${nth}`] };
    const time = `2026-11-20T03:0${nth}:00Z`;
    const data = { store: stores[platform], customer };
    return {
      platform,
      email,
      body: JSON.stringify(anEvent({ id: `e-${person}-${nth}`, time, data })),
    };
  });
  return planned
    .map((one) => ({ one, place: dice() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

const tagsOf = (tags: unknown): readonly string[] =>
  (Array.isArray(tags) ? tags.map(String) : String(tags).split(',')).toSorted();

it('loses no signup and creates no duplicate when functions are killed at work', async () => {
  const dice = createDice(SEED);
  const events = planEvents(dice);
  const mortal = openMortal(embedded.env);
  let calls = 0;
  let killAt = 3 + Math.floor(dice() * 6);
  let planned = 0;
  /** Kills by the number of calls, a little later. So between two calls, in a call, in a write to the ledger. */
  const faults = (): Fault => {
    calls += 1;
    if (calls >= killAt && planned < KILLS) {
      planned += 1;
      killAt = calls + 4 + Math.floor(dice() * 12);
      // After the first kill its leases are still valid; after the others a minute passes in the ledger.
      const meanwhile = planned === 1 ? async () => {} : () => ageLedger(embedded, 120_000);
      setTimeout(() => mortal.kill(meanwhile), dice() * 30);
    }
    return { kind: 'pass', delayMs: 5 + dice() * 15 };
  };
  for (const shop of [embedded.shopline, embedded.shoplazza]) shop.set({ limits: [], faults: [] });
  embedded.shopline.set({ faults });
  embedded.shoplazza.set({ faults });

  for (const { body } of events) await embedded.send(body);
  embedded.poller(mortal.invoke);
  await until(() => mortal.kills() === KILLS, 30_000);
  await until(() => embedded.isDrained(), 30_000);
  await mortal.close();

  expect(await embedded.receiveAll('deadLetters')).toEqual([]);
  for (const platform of ['shopline', 'shoplazza'] as const) {
    const expected = new Set(
      events.filter((one) => one.platform === platform).map(({ email }) => email),
    );
    const customers = embedded[platform].customers();
    expect(customers.map(({ email }) => String(email)).toSorted()).toEqual(
      [...expected].toSorted(),
    );
    for (const { tags } of customers) {
      // Tags are never removed, so each event has left its own.
      expect(tagsOf(tags)).toEqual(Array.from({ length: EVENTS }, (_, nth) => `event-${nth}`));
    }
  }
  const newest = `Lin ${EVENTS - 1}`;
  expect(embedded.shopline.customers().filter(({ name }) => !name?.includes(newest))).toEqual([]);
  expect(embedded.shoplazza.customers().filter((one) => one.last_name !== newest)).toEqual([]);
}, 70_000);
