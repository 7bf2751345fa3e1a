import { setTimeout } from 'node:timers/promises';
import { createDigest } from '../../src/event/digest.ts';
import type { ConsumeDeps } from '../../src/consume/deps.ts';
import { createConsume } from '../../src/consume/consume.ts';
import type { AttemptReport } from '../../src/consume/report.ts';
import { createHttp } from '../../src/http/http.ts';
import { createPlatforms } from '../../src/platforms/create-platforms.ts';
import { aRecord } from './a-record.ts';
import { openLedger } from './open-ledger.ts';
import { openSandboxShops, type PlatformName, routesOf } from './sandbox-shops.ts';
import { wideOpen } from './wide-open.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');

/** The queue handler on the real ledger, the real adapters and sandbox shops, batch by batch, at one fixed time. */
export async function openBatches() {
  const now = (): number => NOW;
  const open = await openLedger(now);
  const shops = await openSandboxShops(now);
  const digest = createDigest('test-key');
  const reports: AttemptReport[] = [];
  let count = 0;
  const stores: ConsumeDeps['stores'] = {
    get: async (name) => {
      const platform = name.startsWith('shopline') ? 'shopline' : 'shoplazza';
      const { baseUrl } = shops[platform];
      return { platform, baseUrl, accessToken: 'sandbox-token', country: 'TW' };
    },
    refresh: () => Promise.reject(new Error('no token was refused')),
  };
  const consume = createConsume({
    ...open,
    stores,
    now,
    digest,
    random: () => 0.5,
    newHolder: () => `h-${(count += 1)}`,
    horizonMs: 3_600_000,
    report: (report) => void reports.push(report),
    openLimiters: () => wideOpen,
    sleep: setTimeout,
    sources: new Map(),
    openPlatform: createPlatforms({ http: createHttp(), digest, now }),
    queue: { send: (copies) => Promise.resolve(new Set(copies.map(({ key }) => key))) },
  });
  return {
    ...open,
    ...shops,
    /** @param bodies messages of one batch. @returns the outcome of each. */
    deliver: async (bodies: readonly object[]): Promise<readonly AttemptReport[]> => {
      const Records = bodies.map((body) =>
        aRecord({}, { messageId: `m-${(count += 1)}`, body: JSON.stringify(body) }),
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

export type OpenBatches = Awaited<ReturnType<typeof openBatches>>;
