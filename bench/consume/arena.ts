import { type Child, startChild } from '../child.ts';
import { bundleContestant, bundleProduct } from '../bundle.ts';
import { once } from '../../src/util/once.ts';
import { openRedis } from '../redis.ts';
import type { Contestant } from './contestants.ts';
import type { BenchQueue } from './lambda-poller.ts';
import { recordScores } from './recorded/record.ts';

/** The services that the contestants use, each in its own process. */
export interface Arena {
  readonly queue: BenchQueue;
  readonly shop: Child;
  readonly services: Child;
  readonly redisPort: number | undefined;
  /** The environment of the contestants. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a contestant. */
  readonly open: (contestant: Contestant, flags?: readonly string[]) => Promise<Child>;
  close(): Promise<void>;
}

/** Above the rate of every contestant, because this part does not measure the limit. */
const NO_LIMIT = [{ perSecond: 10_000, burst: 10_000 }];

export async function openArena(client: string): Promise<Arena> {
  const [shop, services, redis, fileOf] = await Promise.all([
    startChild(new URL('../stub-shop.ts', import.meta.url)),
    startChild(new URL('../services.ts', import.meta.url)),
    openRedis(),
    bundleProduct(),
  ]);
  const shopUrl = await shop.ask<string>({ kind: 'address' });
  await services.ask({ kind: 'putStore', name: 'bench', store: storeAt(shopUrl) });
  const env = {
    ...(await services.ask<Record<string, string>>({ kind: 'env' })),
    // One read per minute would be one per few events here.
    STORES_TTL_SECONDS: '3600',
    SHOP_URL: shopUrl,
    BENCH_CLIENT: client,
    REDIS_PORT: String(redis?.port ?? ''),
  };
  const putStore = async (name: string, baseUrl: string): Promise<void> =>
    services.ask({ kind: 'putStore', name, store: storeAt(baseUrl) });
  const recorded = once(() => recordScores({ file: fileOf('consume'), env, shopUrl, putStore }));
  const open = async ({ key, module, reads }: Contestant, flags: readonly string[] = []) => {
    const isBundled = reads === 'lambda' || reads === 'nothing';
    const file = module && (isBundled ? await bundleContestant(module) : module);
    const args = [String(file ?? fileOf('consume'))];
    const scores = key === 'same-calls' && { BENCH_SCORES: await recorded() };
    return startChild(new URL('host.ts', import.meta.url), {
      args,
      env: { ...env, ...scores },
      flags,
    });
  };
  return {
    queue: await services.ask<BenchQueue>({ kind: 'queue' }),
    shop,
    services,
    redisPort: redis?.port,
    env,
    open,
    close: async () => {
      await Promise.all([shop.end(), services.end(), redis?.close()]);
    },
  };
}

/** A store with the stub shop, without a limit. */
export const storeAt = (baseUrl: string): object => ({
  platform: 'shopline',
  baseUrl,
  accessToken: 'sandbox-token',
  userAgent: 'signup-relay-bench',
  country: 'TW',
  limits: NO_LIMIT,
});
