import { noSenders } from './a-consume.ts';
import { setTimeout } from 'node:timers/promises';
import { createDigest } from '../../src/event/digest.ts';
import type { ConsumeDeps } from '../../src/consume/deps.ts';
import { createConsume } from '../../src/consume/consume.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import type { Platform } from '../../src/delivery/platform-port.ts';
import { createHttp } from '../../src/http/http.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { aRecord } from './a-record.ts';
import { openLedger } from './open-ledger.ts';
import { openSandboxShops, type PlatformName, routesOf } from './sandbox-shops.ts';
import { wideOpen } from './wide-open.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');

/** What a test changes of one delivery. */
interface DeliverOptions {
  /** As `spoil` wraps ports: of ledger and shop. */
  readonly wrap?: <T extends object>(port: T) => T;
  readonly record?: Parameters<typeof aRecord>[0];
}

/**
 * The queue handler on the real ledger, the real adapters and sandbox shops, batch by batch. Time stands still until
 * the test moves it. Every store has the Shopify source `shop`.
 */
export async function openBatches() {
  const clock = { now: NOW };
  const now = (): number => clock.now;
  const open = await openLedger(now);
  const shops = await openSandboxShops(now);
  const digest = createDigest('test-key');
  const reports: AttemptReport[] = [];
  let count = 0;
  const stores: ConsumeDeps['stores'] = {
    get: async (name) => {
      const platform = name.startsWith('shopline') ? 'shopline' : 'shoplazza';
      const { baseUrl } = shops[platform];
      const sources = { shop: { tool: 'shopify' as const, secrets: ['not-a-secret'] } };
      return { platform, baseUrl, accessToken: 'sandbox-token', country: 'TW', sources };
    },
    refresh: () => Promise.reject(new Error('no token was refused')),
  };
  const deps: ConsumeDeps = {
    ...open,
    stores,
    senders: noSenders,
    now,
    digest,
    random: () => 0.5,
    newHolder: () => `h-${(count += 1)}`,
    horizonMs: 3_600_000,
    report: (report) => void reports.push(report),
    openLimiters: () => wideOpen,
    sleep: setTimeout,
    sources: SOURCES,
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
    queue: { send: (copies) => Promise.resolve(new Set(copies.map(({ key }) => key))) },
  };
  return {
    ...open,
    ...shops,
    clock,
    /** @param bodies messages of one batch. @returns the outcome of each. */
    deliver: async (
      bodies: readonly object[],
      { wrap, record = {} }: DeliverOptions = {},
    ): Promise<readonly AttemptReport[]> => {
      const consume = createConsume(wrap ? wrapped(deps, wrap) : deps);
      const Records = bodies.map((body) =>
        aRecord(record, { messageId: `m-${(count += 1)}`, body: JSON.stringify(body) }),
      );
      await consume({ Records }, { remainingMs: () => 30_000 });
      return reports.splice(0);
    },
    calls: (platform: PlatformName): readonly string[] => routesOf(shops[platform]),
    close: async (): Promise<void> => {
      await Promise.all([open.close(), shops.shopline.close(), shops.shoplazza.close()]);
    },
  };
}

/** Every call of ledger and shop is one step; what answers at once is none. */
function wrapped(deps: ConsumeDeps, wrap: NonNullable<DeliverOptions['wrap']>): ConsumeDeps {
  return {
    ...deps,
    ledger: wrap(deps.ledger),
    openPlatform: async (store, context) => {
      const platform = await deps.openPlatform(store, context);
      const calls = wrap({
        find: (...given: Parameters<Platform['find']>) => platform.find(...given),
        create: (...given: Parameters<Platform['create']>) => platform.create(...given),
        update: (...given: Parameters<Platform['update']>) => platform.update(...given),
      });
      return { ...platform, ...calls };
    },
  };
}

export type OpenBatches = Awaited<ReturnType<typeof openBatches>>;
