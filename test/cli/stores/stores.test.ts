import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listStores } from '../../../src/aws/store-admin.ts';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import { checkStore } from '../../../src/cli/stores/check-store.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import type { HttpCall } from '../../../src/http/http.ts';
import { NEW_STORE, type StoreState } from '../../../src/rate-limit/state.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { localAws } from '../../support/local-credentials.ts';
import { runCommand } from '../../support/run-command.ts';
import { openStubServer } from '../../support/stub-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'signup-relay-stores-'));
const NOW = Date.parse('2026-09-15T03:20:00Z');
const TOKEN = 'sandbox-token';
const SECRET = 'a-secret-that-must-never-show';
let local: Embedded;
let ssm: SSMClient;
beforeAll(async () => {
  local = await openEmbedded();
  Object.assign(process.env, local.env);
  ssm = new SSMClient(localAws(local.parameterStore.endpoint));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  ssm.destroy();
  await local.close();
});
beforeEach(() => {
  local.shopline.reset();
  local.shoplazza.reset();
});

async function run(...args: readonly string[]) {
  const { terminal, out, err } = aTerminal({
    env: { ...local.env, PUBLIC_URL: 'https://hooks.example' },
  });
  const code = await runCli(['store', ...args], terminal);
  const text = out();
  expect(text + err()).not.toContain(TOKEN);
  expect(text + err()).not.toContain(SECRET);
  return { code, out: text, err: err() };
}
const json = async (...args: readonly string[]) => {
  const { code, out } = await run(...args, '--json');
  return { code, answer: JSON.parse(out) as Record<string, never> };
};
const aStore = (changes: object = {}) => ({
  platform: 'shoplazza',
  baseUrl: local.shoplazza.baseUrl,
  accessToken: TOKEN,
  country: 'US',
  ...changes,
});
let stores = 0;
const newStore = (changes: object = {}): string => {
  const name = `store-${(stores += 1)}`;
  local.putStore(name, aStore(changes));
  return name;
};
function fileOf(content: unknown): string {
  const path = join(folder, `${(stores += 1)}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
async function setState(store: string, state: Partial<StoreState>): Promise<void> {
  const states = createStoreStates({ table: openLocalTable(local.dynamoDb), now: () => NOW });
  await states.write(store, { ...NEW_STORE, ...state, version: 1 }, 0);
}

describe('listStores', () => {
  it('reads every page and nothing of deeper levels', async () => {
    for (let index = 0; index < 23; index += 1) {
      local.parameterStore.put(`/many/stores/s${String(index).padStart(2, '0')}`, '{}');
    }
    local.parameterStore.put('/many/stores/deep/one', '{}');
    const all = await listStores(ssm, '/many/stores');
    expect(all.map(({ name }) => name)).toEqual(
      Array.from({ length: 23 }, (_, index) => `s${String(index).padStart(2, '0')}`),
    );
  });
});

describe('store list', () => {
  it('shows the sample stores as they are, and ends with 0', async () => {
    const { code, out } = await runCommand(['store', 'list'], local.env);
    expect(code).toBe(0);
    expect(out).toMatch(/^store +platform +country +shop +token +state +calls\/s +sources/);
    expect(out).toMatch(
      /tw-main +shopline +TW +127\.0\.0\.1:\d+ +present +working +19\.7 +standard-/,
    );
    expect(out).not.toContain(TOKEN);
  });

  it('says in JSON what is wrong with a store, by places and never by values', async () => {
    const wrong = newStore({
      accessToken: `with a space ${SECRET}`,
      country: 'Taiwan',
      colour: SECRET,
    });
    local.parameterStore.put('/signup-relay/local/stores/no-json', `{"accessToken": "${SECRET}`);
    const { code, answer } = await json('list');
    const list = answer['stores'] as unknown as {
      name: string;
      valid: boolean;
      mistakes: string[];
    }[];
    expect(code).toBe(1);
    expect(list.find(({ name }) => name === wrong)).toMatchObject({
      valid: false,
      mistakes: [
        '/ `colour` is not a known field',
        '/accessToken must be visible ASCII characters without spaces',
        '/country must be a country code of two capital letters such as `TW`',
      ],
    });
    expect(list.find(({ name }) => name === 'no-json')?.mistakes[0]).toMatch(/^not JSON/);
    const { out } = await run('list');
    expect(out).toContain('is invalid. Its signups wait until these mistakes are corrected:');
    local.parameterStore.put('/signup-relay/local/stores/no-json', JSON.stringify(aStore()));
    local.putStore(wrong, aStore());
  });
});

describe('a version of Shoplazza that the relay does not speak', () => {
  const baseUrl = 'https://demo.myshoplaza.com/openapi/2024-07';
  const sentence =
    "/baseUrl names version 2024-07 of Shoplazza's API at its end, and the relay speaks 2022-01, 2025-06, 2026-01 or 2026-07: end the address with one of these, such as `/openapi/2026-01`";

  it('is refused by store put, also without a check', async () => {
    for (const more of [[], ['--no-check']]) {
      const { code, out } = await run('put', 'eu', fileOf(aStore({ baseUrl })), ...more);
      expect(code).toBe(1);
      expect(out).toContain('Not written. The configuration of eu is invalid:');
      expect(out.replaceAll(/\s+/g, ' ')).toContain(sentence);
    }
  });

  it('is refused by store check', async () => {
    const name = newStore({ baseUrl });
    const { code, answer } = await json('check', name);
    expect(code).toBe(1);
    expect(JSON.stringify(answer)).toContain(sentence);
    local.putStore(name, aStore());
  });

  it('does not stop the others', async () => {
    for (const version of ['2022-01', '2025-06', '2026-01', '2026-07']) {
      const spoken = local.shoplazza.baseUrl.replace('2022-01', version);
      const file = fileOf(aStore({ baseUrl: spoken, accessToken: 'sandbox-token' }));
      expect(await run('put', `v${version}`, file)).toMatchObject({ code: 0 });
    }
  });
});

describe('store show', () => {
  it('shows limits, pace, and sources with their addresses', async () => {
    const name = newStore({
      limits: [{ perSecond: 2, burst: 40 }],
      defaults: { sendWelcome: true },
      sources: {
        join: { tool: 'typeform', secrets: [SECRET, SECRET], fields: { email: 'ref' } },
        pos: { tool: 'jotform', unsigned: true, secrets: [SECRET] },
        page: { tool: 'html-form', public: { origins: ['https://shop.example'] } },
      },
    });
    await setState(name, { buckets: [NOW + 10_000], slow: { factor: 0.5, since: NOW } });
    const { code, out } = await run('show', name);
    expect(code).toBe(0);
    expect(out).toMatch(/limits +2\/s, burst 40$/m);
    expect(out).toMatch(/defaults +sendWelcome true/);
    expect(out).toMatch(/pace +0\.99 calls\/s, slowed down by a 429; 10 calls waiting/);
    expect(out).toMatch(/join +typeform +signature, 2 secrets +1$/m);
    expect(out).toContain(`\n  https://hooks.example/webhooks/${name}/join\n`);
    expect(out).toContain(`https://hooks.example/webhooks/${name}/pos/<secret>`);
    expect(out).toMatch(/page +html-form +page origin/);
  });

  it('says why a store is paused and when it is tried again, and ends with 1', async () => {
    const name = newStore();
    const pause = { reason: 'unauthorized', probeAt: NOW + 60_000, gapMs: 120_000, tokenMarks: [] };
    await setState(name, { pause: pause as StoreState['pause'] & {} });
    const { code, answer } = await json('show', name);
    expect(code).toBe(1);
    expect(answer['breaker']).toEqual({
      state: 'paused',
      reason: 'unauthorized',
      refusedAt: '2026-09-15T03:19:00.000Z',
      nextProbeAt: '2026-09-15T03:21:00.000Z',
    });
    const { out } = await run('show', name);
    expect(out).toContain('paused: unauthorized, next try 2026-09-15 03:21:00 UTC');
  });

  it.each([
    ['a source without a secret', { tool: 'tally' }, 'has no secret'],
    ['a tool that cannot sign', { tool: 'brevo', secrets: [SECRET] }, 'brevo cannot sign'],
    ['a secret that can be guessed', { tool: 'brevo', unsigned: true, secrets: ['short'] }, '16'],
    ['a tool that can sign', { tool: 'tally', unsigned: true, secrets: [SECRET] }, 'no effect'],
  ])('warns of %s', async (_, source, words) => {
    const { answer } = await json('show', newStore({ sources: { it: source } }));
    expect(answer['warnings']).toEqual([expect.stringContaining(words)]);
  });

  it('names the stores that there are where one is not', async () => {
    const { code, err } = await run('show', 'nobody');
    expect(code).toBe(2);
    expect(err).toContain('There is no store nobody. Configured stores: ');
    expect(err).toContain('tw-main');
  });
});

describe('store check', () => {
  it('tries both platforms with calls that change nothing and ask for no data of a customer', async () => {
    const { code, out } = await run('check', 'tw-main', 'us-main');
    expect(code).toBe(0);
    expect(out).toMatch(/tw-main +ok +\d+ ms +\S+( s)? +the shop accepts the token/);
    const made = (shop: Embedded['shopline'] | Embedded['shoplazza']) =>
      shop.calls().map(({ method, route, query }) => ({ call: `${method} ${route}`, query }));
    expect(made(local.shopline)).toEqual([
      { call: 'GET /token/info', query: {} },
      { call: 'GET /customers/search', query: { per_page: '1', 'fields[]': 'id' } },
    ]);
    expect(made(local.shoplazza)).toEqual([{ call: 'GET /customers/count', query: {} }]);
  });

  it.each([
    ['shopline', 'the token is wrong or has expired'],
    ['shoplazza', 'the token is wrong or has expired'],
  ] as const)('says what is wrong with a token that %s refuses', async (platform, words) => {
    const name = newStore({
      platform,
      baseUrl: local[platform].baseUrl,
      accessToken: SECRET,
    });
    const { code, out } = await run('check', name);
    expect(code).toBe(1);
    expect(out).toMatch(/failed .* see below/);
    expect(out).toContain('answered 401');
    expect(out).toContain(words);
  });

  it('tells a token without the permission for customers', async () => {
    local.shopline.set({
      faults: [
        { kind: 'answer', status: 403, route: '/customers/search', method: 'GET', times: 1 },
      ],
    });
    const { code, answer } = await json('check', 'tw-main');
    expect(code).toBe(1);
    expect(answer['checks']).toMatchObject([
      { ok: false, result: expect.stringContaining('lacks the permission for customers') },
    ]);
  });

  it('checks every store with --all, and does not ask a shop for an invalid one', async () => {
    const wrong = newStore({ accessToken: '' });
    const { code, answer } = await json('check', '--all');
    const checks = answer['checks'] as unknown as { name: string; ok: boolean; calls: unknown[] }[];
    expect(code).toBe(1);
    expect(checks.find(({ name }) => name === wrong)).toMatchObject({ ok: false, calls: [] });
    expect(checks.find(({ name }) => name === 'tw-main')).toMatchObject({ ok: true });
    local.putStore(wrong, aStore());
  });

  it('asks which stores are meant', async () => {
    for (const args of [[], ['--all', 'tw-main']]) {
      expect((await run('check', ...args)).code).toBe(2);
    }
  });

  it('says how far the clock of the shop is off', async () => {
    const http = async ({ url }: HttpCall) => ({
      status: 200,
      headers: { date: new Date(NOW + 90_000).toUTCString() },
      body: url.pathname,
    });
    const check = await checkStore('x', JSON.stringify(aStore()), { http, now: () => NOW });
    expect(check).toMatchObject({ ok: true, clockAheadSeconds: 91 });
    expect(check.warnings).toEqual([
      'the clock of the shop is 91 s ahead of the clock of this machine',
    ]);
  });

  it('does not hide a shop that does not answer', async () => {
    const stub = await openStubServer((request) => request.socket.destroy());
    const name = newStore({ baseUrl: `${stub.url}/openapi/2022-01` });
    const { code, out } = await run('check', name);
    await stub.close();
    expect(code).toBe(1);
    expect(out).toContain('GET /customers/count got no answer');
  });
});

describe('store put', () => {
  const PARAMETER = '/signup-relay/local/stores/';
  const stored = async (name: string): Promise<string | undefined> =>
    (
      await ssm
        .send(new GetParameterCommand({ Name: PARAMETER + name, WithDecryption: true }))
        .catch(() => undefined)
    )?.Parameter?.Value;

  it('writes a new store after trying its token', async () => {
    const content = JSON.stringify(aStore());
    const { code, out } = await run('put', 'fresh', fileOf(content));
    expect({ code, stored: await stored('fresh') }).toEqual({ code: 0, stored: content });
    expect(out).toContain('Created fresh, version 1. The shop accepts the token.');
    expect(local.shoplazza.calls()).toHaveLength(1);
  });

  it('says which keys changed, and no value', async () => {
    const name = newStore({ sources: { join: { tool: 'tally', secrets: [SECRET] } } });
    const next = aStore({
      country: 'CA',
      sources: { join: { tool: 'tally', secrets: [`${SECRET}2`] } },
      limits: [{ perSecond: 1, burst: 1 }],
    });
    const { out } = await run('put', name, fileOf({ ...next, userAgent: undefined }));
    expect(out).toContain('changed: country, sources.join.secrets.0');
    expect(out).toContain('added: limits.0.perSecond, limits.0.burst');
    expect(out).toContain('version 2');
  });

  it.each([
    ['is no configuration', { platform: 'shopify' }, [], 'is invalid', 0],
    ['the shop refuses', { token: 'x' }, [], 'answered 401', 1],
  ])('writes nothing where it %s', async (_, changes, args, words, calls) => {
    const wrong = 'token' in changes ? aStore({ accessToken: SECRET }) : aStore(changes);
    const { code, out } = await run('put', 'never', fileOf(wrong), ...args);
    expect({ code, stored: await stored('never') }).toEqual({ code: 1, stored: undefined });
    expect(out).toContain('Not written');
    expect(out).toContain(words);
    expect(local.shoplazza.calls()).toHaveLength(calls);
  });

  it('does not ask the shop with --no-check', async () => {
    const { code, answer } = await json(
      'put',
      'unseen',
      fileOf(aStore({ accessToken: SECRET })),
      '--no-check',
    );
    expect(code).toBe(0);
    expect(answer).toMatchObject({ outcome: 'written', isNew: true });
    expect(local.shoplazza.calls()).toEqual([]);
  });

  it('writes nothing twice', async () => {
    const content = fileOf(aStore());
    await run('put', 'again', content);
    const { code, answer } = await json('put', 'again', content);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ outcome: 'unchanged' });
  });

  it('keeps the KMS key of a parameter, which the functions may decrypt', async () => {
    const Name = `${PARAMETER}own-key`;
    const Value = JSON.stringify(aStore());
    const KeyId = 'alias/of-this-shop';
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', KeyId }));
    await run('put', 'own-key', fileOf(aStore({ country: 'CA' })));
    const filter = { Key: 'Name', Option: 'Equals', Values: [Name] };
    const { Parameters } = await ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [filter] }),
    );
    expect(Parameters).toMatchObject([{ KeyId, Version: 2 }]);
  });

  it('takes a configuration that is longer than 4 KB, and says what that costs', async () => {
    const sources = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `s${index}`,
        { tool: 'tally', secrets: [SECRET.repeat(3)] },
      ]),
    );
    const { code, out } = await run('put', 'long', fileOf(aStore({ sources })));
    expect(code).toBe(0);
    expect(out).toContain('AWS charges for it');
  });

  it('says what to do where the file cannot be read', async () => {
    const { code, err } = await run('put', 'x', join(folder, 'nowhere.json'));
    expect(code).toBe(2);
    expect(err).toContain('nowhere.json cannot be read (ENOENT).');
  });

  it('refuses a name that no event could have', async () => {
    const { code, out } = await run('put', 'tw main', fileOf(aStore()));
    expect(code).toBe(1);
    expect(out).toContain('the name must have');
  });
});
