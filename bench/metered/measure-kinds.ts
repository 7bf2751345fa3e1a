import { KINDS, type Kind, type Platform } from './kinds.ts';
import { type BatchCost, openMeteredRelay } from './metered-relay.ts';

/** The cost of batches of ten signups of one kind. */
export interface KindCost {
  readonly kind: Kind;
  readonly platform: Platform;
  readonly batches: readonly BatchCost[];
}

export const BATCH = 10;
const PLATFORMS: readonly Platform[] = ['shopline', 'shoplazza'];

/**
 * Delivers batches of every kind to both platforms and reads the meters.
 *
 * @param latencyMs latency of the shops.
 */
export async function measureKinds(batches: number, latencyMs = 0): Promise<readonly KindCost[]> {
  const relay = await openMeteredRelay();
  const { shopline, shoplazza, putStore } = relay.services;
  const shops = { shopline, shoplazza };
  const costs: KindCost[] = [];
  try {
    for (const platform of PLATFORMS) {
      shops[platform].set({ limits: [], latencyMs });
      putStore(platform, storeAt(platform, shops[platform].baseUrl));
      const to = (kind: Kind, person: number): object => withStore(kind.event(person), platform);
      // The first call of a process costs more: it reads stores and opens connections.
      await relay.deliver(KINDS.map((kind) => to(kind, 1_000_000)));
      for (const kind of KINDS) {
        const done: BatchCost[] = [];
        for (let batch = 0; batch < batches; batch++) {
          const people = Array.from({ length: BATCH }, (_, at) => batch * BATCH + at);
          done.push(await relay.deliver(people.map((person) => to(kind, person))));
        }
        costs.push({ kind, platform, batches: done });
      }
    }
  } finally {
    await relay.close();
  }
  return costs;
}

const storeAt = (platform: Platform, baseUrl: string): object => ({
  platform,
  baseUrl,
  accessToken: 'sandbox-token',
  country: 'TW',
  limits: [{ perSecond: 10_000, burst: 10_000 }],
});

function withStore(event: object, store: string): object {
  const { data } = event as { readonly data: object };
  return { ...event, data: { store, ...data } };
}
