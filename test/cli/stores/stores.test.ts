import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listStores } from '../../../src/aws/store-admin.ts';
import { createStoreStates } from '../../../src/aws/ledger/store-states.ts';
import { checkStore } from '../../../src/cli/stores/check-store.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import type { HttpCall } from '../../../src/http/http.ts';
import { NEW_STORE, type StoreState } from '../../../src/rate-limit/state.ts';
import { sampleSources } from '../../../src/local/samples/sources.ts';
import { createStandIns, type StandIns } from '../../../src/local/sandbox/senders/stand-ins.ts';
import { aTerminal } from '../../support/a-terminal.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { openLocalTable } from '../../support/local-table.ts';
import { localAws } from '../../support/local-credentials.ts';
import { runCommand } from '../../support/run-command.ts';
import { openStubServer } from '../../support/stub-server.ts';

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
async function setState(store: string, state: Partial<StoreState>): Promise<void> {
  const states = createStoreStates({
    table: openLocalTable(local.dynamoDb),
    now: () => NOW,
    newMark: randomUUID,
  });
  await states.write(store, { ...NEW_STORE, ...state, version: 1 }, 0);
}

describe('listStores', () => {
  it('reads every page and nothing of deeper levels', async () => {
    for (let index = 0; index < 23; index += 1) {
      local.parameterStore.put(`/many/stores/s${String(index).padStart(2, '0')}`, '{}');
    }
    local.parameterStore.put('/many/stores/deep/one', '{}');
    const all = await listStores(ssm, { stores: '/many/stores', sources: '/many/sources' });
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
      /tw-main +shopline +TW +127\.0\.0\.1:\d+ +present +working +19\.8 +activecampaign, /,
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

it('store check and list refuse a version of Shoplazza that the relay does not speak', async () => {
  const name = newStore({ baseUrl: 'https://demo.myshoplaza.com/openapi/2024-07' });
  const sentence =
    "/baseUrl names version 2024-07 of Shoplazza's API at its end, and the relay speaks 2022-01, 2025-06, 2026-01 or 2026-07";
  for (const command of [
    ['check', name],
    ['show', name],
  ]) {
    const { code, answer } = await json(...command);
    expect(code).toBe(1);
    expect(JSON.stringify(answer)).toContain(sentence);
  }
  local.putStore(name, aStore());
});

describe('stores of an older version', () => {
  it('are named by list and show, with the command that takes them apart', async () => {
    const old = aStore({ sources: { join: { tool: 'tally', secrets: [SECRET] } } });
    local.parameterStore.put('/signup-relay/local/stores/old', JSON.stringify(old));
    const listed = await run('list');
    expect(listed.out).toMatch(/old +shoplazza .* join \(tally\)/);
    expect(listed.out).toContain('its own parameter holds the sources');
    const { code, out } = await run('show', 'old');
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('Run store migrate old'),
    });
    local.putStore('old', old);
    expect((await run('show', 'old')).out).not.toContain('migrate');
  });

  it('may have left sources without a store: list names them, and ends with 1', async () => {
    local.parameterStore.put('/signup-relay/local/sources/gone/join', '{"tool":"tally"}');
    const { code, answer } = await json('list');
    expect({ code, strays: answer['sourcesWithoutStore'] }).toEqual({ code: 1, strays: ['gone'] });
    expect((await run('list')).out).toContain('gone has sources, but is no store');
    local.putStore('gone', aStore({ sources: { join: { tool: 'tally', secrets: [SECRET] } } }));
  });

  it('name a source that is no JSON by its place', async () => {
    const name = newStore({ sources: { join: { tool: 'tally', secrets: [SECRET] } } });
    local.parameterStore.put(`/signup-relay/local/sources/${name}/join`, `{"secrets": "${SECRET}`);
    const { answer } = await json('show', name);
    expect(answer['mistakes']).toEqual([expect.stringMatching(/^\/sources\/join /)]);
    local.putStore(name, aStore({ sources: { join: { tool: 'tally', secrets: [SECRET] } } }));
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
    expect(out).toMatch(/pace +1 calls\/s, slowed down by a 429; 10 calls waiting/);
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
    [
      'a consent that no signup has',
      { tool: 'tally', secrets: [SECRET], fields: { 'consent.push': 'q' } },
      '"consent.push", which is not read of a form',
    ],
    [
      'a place that a marketing tool does not fill',
      { tool: 'mailchimp', secrets: [SECRET], fields: { 'consent.email': 'X' } },
      '"consent.email", which is not read of a contact',
    ],
    [
      'a form in LINE whose typed fields are trusted',
      {
        tool: 'html-form',
        trust: 'verified',
        public: { origins: ['https://shop.example'], line: { channelId: '1234567890' } },
      },
      'what people type beside the ID token of LINE',
    ],
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

  it('checks a file with --config, and names each mistake once by its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signup-relay-test-'));
    const file = join(folder, 'shop.json');
    const news = { tool: 'tally', secrets: ['0123456789abcdef'], reconsent: 'yes' };
    const fields = { 'consent.email': { field: 'n', granted: ['yes'], deny: ['no'] } };
    writeFileSync(file, JSON.stringify(aStore({ sources: { news: { ...news, fields } } })));
    const { code, out } = await run('check', 'not-stored-yet', '--config', file);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(out).toContain('/sources/news/reconsent must be true or false');
    expect(out).toContain('/sources/news/fields/consent.email has the unknown option `deny`');
    expect(out).not.toContain('…');
    expect(await run('check', '--all', '--config', file)).toMatchObject({ code: 2 });
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

it('shows the presets of sources with their versions, and where the secret is', async () => {
  const secrets = [SECRET];
  const name = newStore({
    sources: {
      join: { tool: 'custom', preset: 'webflow@1', secrets },
      page: { tool: 'custom', preset: 'elementor@1', secrets },
    },
  });
  const { out: shown } = await run('show', name);
  expect(shown).toMatch(/^join +webflow@1 +signature, 1 secret/m);
  expect(shown).toMatch(/^page +elementor@1 +address, 1 secret/m);
  expect(shown).toContain(`https://hooks.example/webhooks/${name}/page/<secret>\n`);
  const { answer } = await json('check', name);
  expect(answer['checks']).toMatchObject([{ presets: { join: 'webflow@1', page: 'elementor@1' } }]);
  const { out: checked } = await run('check', name);
  expect(checked).toContain('join (webflow@1), page (elementor@1)');
});

/** A store with a source for each tool that posts only an id, as the local stand-ins know them. */
const idOnly = (sendersUrl: string, change: Readonly<Record<string, object>> = {}) => {
  const samples = sampleSources('https://hooks.example', sendersUrl);
  const names = ['surveycake', 'meta-lead-ads', 'hubspot', 'clover'];
  const sources = names.map((name) => [name, { ...samples[name], ...change[name] }]);
  return { sources: Object.fromEntries(sources) as object };
};

describe('store check --fetch', () => {
  let senders: StandIns;
  beforeAll(async () => {
    senders = createStandIns();
    await senders.listen();
  });
  afterAll(() => senders.close());

  it('tries the credential of each source, and reads no record', async () => {
    const name = newStore(idOnly(senders.url));
    const { code, out } = await run('check', name, '--fetch');
    const text = out.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`${name}: credentials for fetching answers.`);
    for (const tool of ['hubspot', 'meta-lead-ads', 'clover'])
      expect(text).toMatch(new RegExp(`${tool} works: asked for an id that does not exist, `));
    expect(text).toContain('surveycake reachable: asked for an id that does not exist');
    expect(out).not.toContain('@example.com');
    expect(code).toBe(0);
  });

  it('says which credential is refused, and which tool does not answer', async () => {
    const gone = await openStubServer((_, response) => response.end());
    await gone.close();
    const name = newStore(
      idOnly(senders.url, {
        hubspot: { fetch: { token: SECRET, baseUrl: `${senders.url}/hubspot` } },
        clover: { fetch: { token: SECRET, baseUrl: gone.url } },
      }),
    );
    const { code, answer } = await json('check', name, '--fetch');
    expect(code).toBe(1);
    const [check] = answer['checks'] as unknown as { ok: boolean; fetches: object[] }[];
    expect(check).toMatchObject({ ok: false });
    expect(check?.fetches).toMatchObject([
      {
        source: 'clover',
        result: 'unreachable',
        text: expect.stringMatching(/^Clover did not/) as unknown,
      },
      {
        source: 'hubspot',
        result: 'refused',
        text: expect.stringMatching(/^HubSpot answered 401/) as unknown,
      },
      { source: 'meta-lead-ads', result: 'works' },
      { source: 'surveycake', result: 'reachable' },
    ]);
    expect((await run('check', name, '--fetch')).out).toMatch(
      /hubspot refused: HubSpot answered 401/,
    );
  });

  it('asks no tool without the option, and says where there is nothing to ask', async () => {
    const gone = newStore(idOnly('http://127.0.0.1:9'));
    const { code, answer } = await json('check', gone);
    expect([code, JSON.stringify(answer).includes('fetches')]).toEqual([0, false]);
    const { out } = await run('check', newStore(), '--fetch');
    expect(out).toContain('no source fetches answers.');
  });
});

it('store check --delivery takes the answers of a tool that posts only an id', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'answers-'));
  const file = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const customer = (email: string) => ({ emailAddresses: { elements: [{ emailAddress: email }] } });
  const entry = (id: string) => ({ objectId: `C:${id}`, type: 'CREATE', ts: 1790824800000 });
  const post = file('post.json', {
    headers: {},
    body: { appId: 'A', merchants: { M1: [entry('C1'), entry('C2')] } },
  });
  const name = newStore(idOnly('http://127.0.0.1:9'));
  const check = ['check', name, '--delivery', post, '--source', 'clover'];
  const unknown = await run(...check);
  expect(unknown.out).toContain('Clover posted only an id');
  expect(unknown.out).toContain('record = "M1/C1", from fetch.pieces');
  expect(unknown.out).not.toContain('Every value');
  const answers = file('answers.json', { C1: customer('c1@example.com'), 'M1/C2': customer('no') });
  const told = await run(...check, '--answers', answers);
  expect(told.out).toContain('c1@example.com');
  expect(told.out).toContain('Rejected: invalid_signup');
  expect(told.code).toBe(1);
  const stray = await run('check', name, '--answers', answers);
  expect([stray.code, stray.err]).toEqual([2, expect.stringContaining('goes with --delivery')]);
  rmSync(folder, { recursive: true });
});

describe('a source whose tool is not asked', () => {
  it.each([
    ['unauthorized', 'HubSpot refuses the credential in `fetch`', 'Put a new one'],
    ['failing', 'most calls to HubSpot fail', 'the relay tries again by itself'],
  ] as const)('is shown with since when, why (%s), and what to do', async (reason, why, remedy) => {
    const name = newStore(idOnly('http://127.0.0.1:9'));
    const pause = { reason, since: NOW - 600_000, probeAt: NOW + 60_000, gapMs: 120_000 };
    await setState(`${name}/hubspot`, { pause: { ...pause, tokenMarks: ['x'] } });
    for (const command of [['show', name], ['list']]) {
      const { code, out } = await run(...command);
      expect(code).toBe(1);
      expect(out).toContain(`${name}/hubspot is paused since 2026-09-15 03:10:00 UTC: ${why}.`);
      expect(out).toContain(remedy);
      expect(out).toContain('Next try: 2026-09-15 03:21:00 UTC');
    }
    const { answer } = await json('show', name);
    expect(answer).toMatchObject({ breaker: { state: 'working' } });
    expect(answer['sources']).toMatchObject([
      { name: 'clover', asks: 'Clover', breaker: { state: 'working' } },
      { name: 'hubspot', breaker: { state: 'paused', reason, since: '2026-09-15T03:10:00.000Z' } },
      { name: 'meta-lead-ads' },
      { name: 'surveycake', asks: 'SurveyCake' },
    ]);
    local.putStore(name, aStore());
  });
});
