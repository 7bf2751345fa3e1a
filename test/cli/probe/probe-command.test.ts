import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { validateShopFacts } from '../../../src/generated/probe-validators.js';
import type { ShopFacts } from '../../../src/generated/types.ts';
import { openLocalServices } from '../../../src/local/local-services.ts';
import { ANY_PORTS } from '../../../src/local/local-ports.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let local: Embedded;
let folder: string;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
});
afterAll(() => local.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  for (const shop of [local.shopline, local.shoplazza]) {
    shop.reset();
    shop.set({ limits: [] });
  }
  return () => {
    rmSync(folder, { recursive: true });
  };
});

/** Only the wait for the next second of the shop's clock is real. */
const nextSecond = async (ms: number): Promise<void> => {
  if (ms === 1_100) await sleep(ms);
};

async function run(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal({ env: local.env, sleep: nextSecond });
  const code = await runCli(['store', ...args], terminal);
  return { code, out: out(), err: err() };
}
const PEOPLE = ['--domain', 'probe.example.org', '--phones', '+886900000000-+886900000019'];
const filesOf = (name = 'facts.json') => {
  const [file, facts] = [join(folder, 'probe.jsonl'), join(folder, name)];
  return { file, facts, options: ['--file', file, '--facts', facts] };
};
const probe = (store: string, ...more: readonly string[]) =>
  run('probe', store, ...PEOPLE, ...filesOf().options, ...more);
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('store probe', () => {
  it('shows without --execute which calls it would make, and makes none', async () => {
    const { code, out } = await probe('tw-main');
    expect(code).toBe(0);
    expect(out).toContain('A probe of tw-main makes these calls, at most 64, 10 a second:');
    expect(out).toMatch(/^ +9 +PUT \/customers\/\{id\} +tags, addresses, null/m);
    expect(out).toContain('Relay-Probe-1@probe.example.org to Relay-Probe-5@probe.example.org');
    expect(out).toContain('Nothing was sent. To do it, add --execute.');
    expect(local.shopline.calls()).toEqual([]);
    expect(existsSync(filesOf().file)).toBe(false);
    const { out: json } = await probe('us-main', '--json');
    expect(JSON.parse(json)).toMatchObject({ execute: false, most: 64, perSecond: 1 });
  });

  it('writes facts that keep the schema, removes its customers, and says what differs', async () => {
    const { file, facts } = filesOf();
    local.shopline.set({
      unique: true,
      updateConsentDefault: true,
      duplicateAnswers: { email: { status: 422, words: ['blocked by policy 17'] } },
    });
    const { code, out } = await probe('tw-main', '--execute');
    expect(code).toBe(0);
    const found = readJson(facts);
    expect(validateShopFacts(found)).toBe(true);
    expect(found).toMatchObject({ store: 'tw-main', platform: 'shopline', version: 'v1' });
    expect(local.shopline.customers()).toEqual([]);
    expect(out).toContain('tw-main differs from what the relay assumes:');
    expect(out).toContain('updateConsentDefault: an update without a consent changes it (true).');
    expect(out).toMatch(
      /duplicateAnswers: email: 422 .*The relay assumes: a refusal that it knows/,
    );
    expect(out).toContain('Each refused create costs one more search.');
    expect(out).toMatch(
      /Still unknown:\n {2}updatedAtOnClick: whether updated_at moves when a customer clicks/,
    );
    expect(out).toMatch(
      /^\d+ calls made, 2 invented customers removed\. .*facts\.json holds the facts\.$/m,
    );
    expect(readFileSync(file, 'utf8').trim().split('\n').at(-1)).toBe('{"ended":true}');
    expect((await probe('tw-main', '--execute')).err).toContain('is of a probe that has ended.');
  });

  it('prints the ids that stay on Shoplazza', async () => {
    const { code, out } = await probe('us-main', '--execute');
    expect(code).toBe(0);
    const ids = local.shoplazza.customers().map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) expect(out).toContain(`  ${id}`);
    expect(out).not.toContain('{}');
    expect(out).toContain('These invented customers are still in the shop:');
    expect(out).toContain('us-main does what the relay assumes.');
  });

  it('tries a removal again with the next run, and says until then what stays', async () => {
    local.shopline.set({
      faults: ({ method }) => (method === 'DELETE' ? { kind: 'answer', status: 403 } : undefined),
    });
    const first = await probe('tw-main', '--execute');
    expect(first.code).toBe(1);
    expect(first.out).toContain('still in the shop:');
    local.shopline.set({ faults: [] });
    expect(await probe('tw-main', '--execute')).toMatchObject({ code: 0 });
    expect(local.shopline.customers()).toEqual([]);
  });

  it('ends with 1 and the way to go on when an answer is lost', async () => {
    local.shopline.set({
      faults: [{ kind: 'reset', afterWrite: true, method: 'POST', route: '/customers' }],
    });
    const { code, out } = await probe('tw-main', '--execute');
    expect(code).toBe(1);
    expect(out).toContain(
      'The probe of tw-main stopped: a call got no answer. Run the same command again',
    );
    expect(out).toContain('The shop may also have customers with these e-mails:');
    expect(await probe('tw-main', '--execute')).toMatchObject({ code: 0 });
    expect(local.shopline.customers()).toEqual([]);
  });

  it.each([
    [['--domain', 'nodomain'], '--domain is no domain.'],
    [['--phones', '+886900000000'], '--phones is no range of at least 20 numbers.'],
    [['--phones', '+886900000000-+886900000018'], '--phones is no range of at least 20 numbers.'],
    [['--phones', '+886900000000-+16505550123'], '--phones is no range of at least 20 numbers.'],
  ])('refuses %j in one sentence', async (options, words) => {
    const { code, err } = await probe('tw-main', ...options, '--execute');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) as string });
    expect(local.shopline.calls()).toEqual([]);
  });

  it('refuses another file, a readable one, and facts of another shop, before any call', async () => {
    const { file, facts } = filesOf();
    writeFileSync(file, '{"probe":1,"store":"us-main"}\n', { mode: 0o600 });
    expect((await probe('tw-main', '--execute')).err).toContain('is not of this probe');
    rmSync(file);
    writeFileSync(file, '', { mode: 0o644 });
    expect((await probe('tw-main', '--execute')).err).toContain('can be read by others');
    rmSync(file);
    writeFileSync(facts, '{"name":"package"}');
    expect((await probe('tw-main', '--execute')).err).toContain('holds no facts of tw-main');
    expect(local.shopline.calls()).toEqual([]);
  });
});

describe('the facts of a probe', () => {
  const FACTS: ShopFacts = {
    format: 1,
    store: 'tw-main',
    platform: 'shopline',
    version: 'v1',
    probedAt: '2026-09-15T03:20:00Z',
    facts: { searchLagMs: null, addressesOnUpdate: 'added', createStatus: 200 },
    unknown: [],
  };
  const written = (facts: object): string => {
    const path = join(folder, 'facts.json');
    writeFileSync(path, JSON.stringify(facts));
    return path;
  };

  it('are compared by store check with what the relay assumes', async () => {
    const { code, out } = await run('check', 'tw-main', '--facts', written(FACTS));
    expect(code).toBe(0);
    expect(out).toContain('searchLagMs: not within a minute. The relay assumes: at most 1 min.');
    expect(out).toContain('An update with a new address repeats the stored addresses.');
    expect(out).not.toContain('createStatus');
    const { out: json } = await run('check', 'tw-main', '--json', '--facts', written(FACTS));
    expect(JSON.parse(json)).toMatchObject({
      checks: [{ differences: [{ fact: 'searchLagMs' }, { fact: 'addressesOnUpdate' }] }],
    });
  });

  it('of another store, of another version, and files of another kind are told', async () => {
    expect(await run('check', 'us-main', '--facts', written(FACTS))).toMatchObject({
      code: 2,
      err: expect.stringContaining('The facts of tw-main do not fit') as string,
    });
    const old = written({ ...FACTS, platform: 'shoplazza', version: '2022-01' });
    expect((await run('check', 'tw-main', '--facts', old)).out).toContain('probe it again');
    const wrong = written({ ...FACTS, facts: { searchLagMs: 'long' } });
    expect(await run('check', 'tw-main', '--facts', wrong)).toMatchObject({
      code: 2,
      err: expect.stringContaining('/facts/searchLagMs') as string,
    });
  });

  it('are the knobs of the sandbox shops', async () => {
    const second: ShopFacts = { ...FACTS, platform: 'shoplazza', version: '2026-01' };
    const facts = [FACTS, { ...second, facts: { contactSearch: 'any' as const } }];
    const services = await openLocalServices({ ports: ANY_PORTS, facts });
    try {
      const knobs = { createStatus: 200, addressesOnUpdate: 'added', searchLagMs: 3_600_000 };
      expect(services.shopline.knobs()).toMatchObject(knobs);
      expect(services.shoplazza.knobs()).toMatchObject({ contactSearch: 'any' });
      expect(services.shoplazza.baseUrl).toMatch(/\/openapi\/2026-01$/);
      services.shopline.reset();
      expect(services.shopline.knobs()).toMatchObject(knobs);
    } finally {
      await services.close();
    }
  });
});
