import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../src/cli/probe/journal.ts';
import { inventPeople } from '../../src/cli/probe/people.ts';
import { type ProbeResult, runProbe } from '../../src/cli/probe/run-probe.ts';
import type { Store } from '../../src/generated/types.ts';
import { createHttp, type Http } from '../../src/http/http.ts';
import { createShoplazzaSandbox } from '../../src/local/sandbox/shoplazza/create-shoplazza-sandbox.ts';
import { createShoplineSandbox } from '../../src/local/sandbox/shopline/create-shopline-sandbox.ts';

const DOMAIN = 'probe.example.org';
const PHONES = '+886900000000-+886900000039';

/** A clock that only sleeps move. */
function aClock() {
  let time = Date.parse('2026-09-15T03:20:00Z');
  return {
    now: () => time,
    sleep: async (ms: number): Promise<void> => void (time += ms),
  };
}

/** A sandbox shop of either platform and of any version, with the clock of its probes. */
export async function openProbedShop(version: string) {
  const clock = aClock();
  const platform = version === 'v1' ? 'shopline' : 'shoplazza';
  const shop =
    platform === 'shopline'
      ? createShoplineSandbox(clock)
      : createShoplazzaSandbox({ ...clock, version });
  await shop.listen();
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  const store: Store = { platform, baseUrl: shop.baseUrl, accessToken: 'sandbox-token' };
  const http = createHttp();
  let runs = 0;
  return {
    shop,
    clock,
    store,
    /** A path for a file that does not exist yet. */
    newFile: () => join(folder, `${(runs += 1)}.jsonl`),
    /** Probes the shop as it is. */
    async probe(
      file: string,
      changes: {
        readonly http?: Http;
        readonly isTestShop?: boolean;
        readonly signal?: AbortSignal;
      } = {},
    ): Promise<ProbeResult> {
      const { isTestShop = false, ...deps } = changes;
      const head = { probe: 1, store: 'a-store', baseUrl: store.baseUrl } as const;
      const journal = openJournal(file, { ...head, domain: DOMAIN, phones: PHONES });
      const people = inventPeople(DOMAIN, PHONES);
      try {
        return await runProbe(
          { name: 'a-store', store, people, journal, isTestShop },
          {
            http,
            ...clock,
            signal: new AbortController().signal,
            onCall: () => undefined,
            ...deps,
          },
        );
      } finally {
        journal.close();
      }
    },
    async close() {
      await shop.close();
      rmSync(folder, { recursive: true });
    },
  };
}
