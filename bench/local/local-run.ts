import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

/** `npm start` in a process of its own, used only by what it prints and writes for its user. */
export interface LocalRun {
  /** The addresses in `local.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when this many more events have ended. */
  readonly ended: (events: number) => Promise<void>;
  /** The base addresses of the sandbox shops, as printed. */
  readonly shops: Readonly<Record<'shopline' | 'shoplazza', string>>;
  close(): Promise<void>;
}

const LOCAL = fileURLToPath(new URL('../../src/main/local.ts', import.meta.url));

/** `ev-1: created (bench, 2 calls)`, after a time. */
const OUTCOME = /\bev-\d+\S*: (?:created|updated|unchanged)\b/;

/** Resolves when the samples are delivered and the relay waits for events. */
export async function startLocalRun(): Promise<LocalRun> {
  const folder = mkdtempSync(join(tmpdir(), 'signup-relay-bench-'));
  const child = spawn(process.execPath, [LOCAL], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const shops = { shopline: '', shoplazza: '' };
  let outcomes = 0;
  let waiting: { readonly until: number; readonly resolve: () => void } | undefined;
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, name, url] = /^ {2}(SHOPLINE|Shoplazza) shop +(\S+)/.exec(line) ?? [];
    if (name !== undefined && url !== undefined)
      shops[name === 'SHOPLINE' ? 'shopline' : 'shoplazza'] = url;
    if (line.includes('Outcomes of your events')) ready.resolve();
    if (!OUTCOME.test(line)) return;
    outcomes += 1;
    if (waiting && outcomes >= waiting.until) waiting.resolve();
  });
  child.once('exit', () => ready.reject(new Error('npm start has ended')));
  await ready.promise;
  const env = parseEnv(readFileSync(join(folder, 'local.env'), 'utf8'));
  return {
    env: env as Record<string, string>,
    shops,
    ended: async (events) =>
      new Promise((resolve) => {
        waiting = { until: outcomes + events, resolve };
      }),
    close: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
