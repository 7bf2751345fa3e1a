import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptReport } from '../../src/consume/report.ts';
import { openBatches, type OpenBatches } from '../support/open-batches.ts';
import { spoil } from '../support/port-faults.ts';

let open: OpenBatches;
let stores = 0;
beforeAll(async () => {
  open = await openBatches();
});
afterAll(() => open.close());
beforeEach(() => {
  open.shopline.reset();
  open.shoplazza.reset();
});

type Platform = 'shopline' | 'shoplazza';
const PLATFORMS = ['shopline', 'shoplazza'] as const;
const newStore = (platform: Platform): string => `${platform}-vendor-${(stores += 1)}`;

/** A delivery of Shopify as `receive` stores it. */
const posted = (store: string, topic: string, eventId: string, body: object): object => ({
  specversion: '1.0',
  id: `delivery-${eventId}`,
  source: `/webhooks/${store}/shop`,
  type: 'webhook.delivered',
  time: '2026-11-22T07:59:00Z',
  data: {
    store,
    source: 'shop',
    headers: { 'x-shopify-topic': topic, 'x-shopify-event-id': eventId },
    body: JSON.stringify(body),
  },
});
const created = (store: string, more: object = {}, eventId = 'created'): object =>
  posted(store, 'customers/create', eventId, {
    id: 1,
    email: 'ada@example.com',
    first_name: 'Ada',
    created_at: '2026-11-22T07:58:00Z',
    updated_at: '2026-11-22T07:58:00Z',
    ...more,
  });
const added = (store: string, tags: readonly string[], eventId = 'tags'): object =>
  posted(store, 'customer.tags_added', eventId, {
    customerId: 'gid://shopify/Customer/1',
    tags,
    occurredAt: '2026-11-22T07:58:30Z',
  });
const outcomes = (reports: readonly AttemptReport[]) => reports.map(({ outcome }) => outcome);
/** Tags of every customer of the shop. */
const tagsIn = (platform: Platform): readonly (readonly string[])[] =>
  open[platform]
    .customers()
    .map(({ tags }): readonly string[] =>
      typeof tags === 'string'
        ? tags.split(',').map((tag) => tag.trim())
        : ((tags ?? []) as string[]),
    );
const later = { attempts: '4', firstSeenAt: '2026-11-22T07:50:00Z' };

describe.each(PLATFORMS)('on %s, tags by the id of Shopify', (platform) => {
  it('reach the customer of the same batch, whatever the order, and once', async () => {
    const store = newStore(platform);
    const bodies = [added(store, ['vip']), created(store)];
    expect(outcomes(await open.deliver(bodies)).toSorted()).toEqual(['created', 'updated']);
    expect(outcomes(await open.deliver(bodies))).toEqual(['unchanged', 'unchanged']);
    expect(tagsIn(platform)).toEqual([['vip']]);
  });

  it('wait for their customer, and are skipped where none ever comes', async () => {
    const store = newStore(platform);
    expect(await open.deliver([added(store, ['vip'])])).toMatchObject([
      { outcome: 'postponed', attempts: 1, type: 'customer.updated' },
    ]);
    expect(await open.deliver([added(store, ['vip'])], { record: later })).toMatchObject([
      { outcome: 'skipped', why: expect.stringContaining('switch on') },
    ]);
    await open.deliver([created(store)]);
    expect(outcomes(await open.deliver([added(store, ['vip'])]))).toEqual(['updated']);
    expect(tagsIn(platform)).toEqual([['vip']]);
  });

  it('reach the customer who was made anew after the first one was deleted in the shop', async () => {
    const store = newStore(platform);
    await open.deliver([created(store)]);
    open[platform].reset();
    expect(outcomes(await open.deliver([added(store, ['vip'])]))).toEqual(['postponed']);
    const again = { updated_at: '2026-11-22T07:59:00Z', first_name: 'Grace' };
    for (const eventId of ['again-1', 'again-2'])
      await open.deliver([created(store, again, eventId)]);
    expect(outcomes(await open.deliver([added(store, ['vip'])]))).toEqual(['updated']);
    expect(tagsIn(platform)).toEqual([['vip']]);
  });

  it('end alike where the function dies between any two steps', async () => {
    for (const fault of ['killed before', 'killed after'] as const) {
      for (let at = 1; ; at += 1) {
        open[platform].reset();
        const store = newStore(platform);
        const bodies = [created(store), added(store, ['vip'])];
        const { wrap, calls } = spoil(fault, at);
        await open.deliver(bodies, { wrap });
        for (let turn = 0; turn < 4; turn += 1) {
          // Leases and the lag of the search run out.
          open.clock.now += 61_000;
          await open.deliver(bodies);
        }
        expect(tagsIn(platform), `${fault} step ${at}`).toEqual([['vip']]);
        if (calls() < at) break;
      }
    }
  });
});

it('holds no personal data in its item', async () => {
  const store = newStore('shopline');
  await open.deliver([created(store)]);
  const items = await open.dump();
  expect(items).toContain(`vendor#${store}#shop#`);
  expect(items).not.toMatch(/ada@|gid:/i);
});
