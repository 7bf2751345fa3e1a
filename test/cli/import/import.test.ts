import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { ANY_PORTS } from '../../../src/local/local-ports.ts';
import { type LocalRelay, openLocalRelay } from '../../../src/local/local-relay.ts';
import { aTerminal } from '../../support/a-terminal.ts';

const functions = {
  consume: new URL('../../../src/main/consume.ts', import.meta.url),
  receive: new URL('../../../src/main/receive.ts', import.meta.url),
};
const folder = mkdtempSync(join(tmpdir(), 'signup-relay-import-'));
let relay: LocalRelay;
beforeAll(async () => {
  relay = await openLocalRelay({ ports: ANY_PORTS, functions, onLogLine: () => undefined });
  Object.assign(process.env, relay.services.env);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await relay?.close();
});
afterEach(() => {
  relay.services.shopline.reset();
  relay.services.shoplazza.reset();
});

let files = 0;
const fileOf = (text: string | Buffer): string => {
  const path = join(folder, `people-${(files += 1)}.csv`);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};
const sample = (name: string): string => {
  const path = join(folder, `${(files += 1)}-${name}.csv`);
  copyFileSync(`events/imports/${name}.csv`, path);
  return path;
};

async function run(path: string, store: string, ...words: readonly string[]) {
  const { terminal, out, err } = aTerminal({
    env: relay.services.env,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 20)),
  });
  const code = await runCli(['import', path, '--store', store, ...words], terminal);
  return { code, out: out(), err: err() };
}

const linesOf = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('import', () => {
  it('predicts a SHOPLINE export, delivers it, and a second run changes nothing', async () => {
    const path = sample('shopline');
    const dry = await run(path, 'tw-main', '--as-of', '2026-01-31', '--time-zone', 'Asia/Taipei');
    expect(dry.err).toBe('');
    console.log(dry.out);
    console.log(linesOf(`${path}.predicted.jsonl`));
    const done = await run(path, 'tw-main', '--as-of', '2026-01-31', '--execute');
    console.log(done.out, done.err, linesOf(`${path}.results.jsonl`));
    const again = await run(path, 'tw-main', '--as-of', '2026-01-31', '--execute');
    console.log(again.out, again.err);
    const m = await run(sample('mailchimp'), 'us-main');
    console.log(m.out, m.err);
  });
});
