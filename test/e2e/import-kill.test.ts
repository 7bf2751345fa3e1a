import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANY_PORTS } from '../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../src/local/local-relay.ts';
import { anEvent } from '../support/an-event.ts';
import { bareEnv } from '../support/bare-env.ts';
import { runCommand } from '../support/run-command.ts';
import { until } from '../support/until.ts';

/** `IMPORT_ROWS=10000 npx vitest run test/e2e/import-kill.test.ts` is the long run. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 120);
/** Shoplazza's documented limits, so many times as fast: 2 calls a second would take the long run 83 minutes. */
const SPEED = Number(process.env['IMPORT_SPEED'] ?? 25);
const LIMITS = [
  { perSecond: 2 * SPEED, burst: 40 },
  { perSecond: 20 * SPEED, burst: 80 },
];
/** The first kill ends a new import, the second one a resumed import. CI kills five times. */
const KILLS = Number(process.env['IMPORT_KILLS'] ?? 2);
/** A live signup waits no longer than this, in milliseconds. */
const SECONDS = 5_000;

const functions = {
  consume: new URL('../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../src/main/receive.ts', import.meta.url),
};
const folder = mkdtempSync(join(tmpdir(), 'signup-relay-import-kill-'));
let relay: LocalRelay;
beforeAll(async () => {
  relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
  const { putStore, shoplazza } = relay.services;
  shoplazza.set({ limits: LIMITS });
  putStore('us-import', {
    platform: 'shoplazza',
    baseUrl: shoplazza.baseUrl,
    accessToken: 'sandbox-token',
    country: 'US',
    limits: LIMITS,
  });
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await relay?.close();
});

const countIn = (file: string): number =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;

describe('an import that is killed', () => {
  it(
    `delivers ${ROWS} rows once, and live signups of the store within seconds`,
    async () => {
      const path = join(folder, 'people.csv');
      const results = `${path}.results.jsonl`;
      const rows = Array.from({ length: ROWS }, (_, at) => `row-${at}@example.com,Row ${at}`);
      writeFileSync(path, ['email,first name', ...rows].join('\n'), { mode: 0o600 });

      const waits: number[] = [];
      const isOver = new AbortController();
      // Its error is thrown at the end.
      const live = sendLive(waits, isOver.signal);
      live.catch(() => undefined);
      const args = ['import', path, '--store', 'us-import'];
      for (let kills = 0; kills < KILLS; kills += 1) {
        const begin = kills === 0 ? ['--as-of', '2026-01-31', '--execute'] : ['--resume'];
        const child = spawn(process.execPath, ['src/main/cli.ts', ...args, ...begin], {
          env: { ...bareEnv(), ...relay.services.env },
          stdio: 'ignore',
        });
        const ended = once(child, 'exit');
        const enough = ((kills + 1) * ROWS) / (KILLS + 1);
        await until(
          () => countIn(results) >= enough || child.exitCode !== null,
          60_000 + ROWS * 100,
        );
        child.kill('SIGKILL');
        await ended;
      }
      const { code, out, err } = await runCommand(
        [...args, '--resume', '--json'],
        relay.services.env,
      );
      isOver.abort();
      await live;

      // A long run tells its progress there.
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      const { counts, total } = JSON.parse(out) as {
        counts: { results: Record<string, number> };
        total: number;
      };
      expect(total).toBe(ROWS);
      const { created = 0, unchanged = 0, ...others } = counts.results;
      expect(others).toEqual({});
      expect(created + unchanged).toBe(ROWS);
      const lines = readFileSync(results, 'utf8').trim().split('\n');
      const numbers = lines.map((line) => (JSON.parse(line) as { row: number }).row);
      expect(new Set(numbers).size).toBe(ROWS);
      const emails = relay.services.shoplazza
        .customers()
        .flatMap(({ email }) => (email?.startsWith('row-') ? email : []));
      expect(emails).toHaveLength(ROWS);
      expect(new Set(emails).size).toBe(ROWS);
      expect(waits.length).toBeGreaterThan(3);
      expect(Math.max(...waits)).toBeLessThan(SECONDS);
      if (ROWS > 1_000)
        console.log({ created, unchanged, live: waits.length, longestMs: Math.max(...waits) });
    },
    120_000 + ROWS * 300,
  );
});

/** One live signup of the store each second, and how long it took to reach the shop. */
async function sendLive(waits: number[], signal: AbortSignal): Promise<void> {
  for (let at = 0; !signal.aborted; at += 1) {
    const email = `live-${at}@example.com`;
    const sentAt = Date.now();
    await relay.send(
      JSON.stringify(anEvent({ id: `e-${at}`, data: { store: 'us-import', customer: { email } } })),
    );
    await until(
      () => relay.services.shoplazza.customers().some((one) => one.email === email),
      60_000,
    );
    waits.push(Date.now() - sentAt);
    await pause(1_000, undefined, { signal }).catch(() => undefined);
  }
}
