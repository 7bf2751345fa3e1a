import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import { hooksOf } from '../../src/cli/stores/shop-hooks.ts';
import type { StoreSource } from '../../src/generated/types.ts';
import { sampleSources } from '../../src/local/samples/sources.ts';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { sign } from '../../src/sources/verify/sign.ts';
import { isSecretAddress } from '../../src/sources/verify/schemes.ts';
import { NOW, openReceive, PUBLIC_URL } from '../receive/open-receive.ts';
import { aRequest } from '../support/a-request.ts';

/** The first source that a page shows, as it is printed. */
function shownIn(page: string): StoreSource | undefined {
  const section = page.slice(page.indexOf("## In the store's configuration"));
  const [, block] = /^```json\n([\s\S]*?)^```$/m.exec(section) ?? [];
  if (block === undefined) return undefined;
  const said = JSON.parse(`{${block}}`) as Readonly<Record<string, StoreSource>>;
  const sources = (said['sources'] ?? said) as Readonly<Record<string, StoreSource>>;
  return Object.values(sources)[0];
}

const SECRET = 'a-page-secret-0123456789';
const WHSEC = `whsec_${Buffer.from(SECRET).toString('base64')}`;
const samples = sampleSources(PUBLIC_URL);

/** What a reader writes in place of `<…>`. */
function filled(name: string, shown: StoreSource): StoreSource {
  const { secrets, fetch, verifyToken, ...rest } = shown;
  return {
    ...rest,
    ...(secrets && { secrets: secrets.map((one) => (one.startsWith('whsec_') ? WHSEC : SECRET)) }),
    ...(verifyToken !== undefined && { verifyToken: 'a-verify-token' }),
    ...(fetch && samples[name]?.fetch && { fetch: samples[name].fetch }),
  };
}

const SHOPS = {
  'tw-main': {
    platform: 'shopline',
    baseUrl: 'https://open.shopline.io/v1',
    accessToken: 'an-invented-token',
    userAgent: 'my-shop',
  },
  'us-main': {
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'an-invented-token',
  },
} as const;

const PAGES = globSync('docs/sources/*.md')
  .map((path) => [basename(path, '.md'), readFileSync(path, 'utf8')] as const)
  .filter(([name]) => !name.startsWith('custom'))
  .flatMap(([name, page]) => {
    const shown = shownIn(page);
    return shown ? [[name, filled(name, shown)] as const] : [];
  });

/** A form of a page is not signed: the browser says where it comes from. */
const originOf = ({ public: form }: StoreSource): Readonly<Record<string, string>> =>
  form?.origins[0] === undefined ? {} : { origin: form.origins[0] };

it('are all the tools that a source can be configured for', () => {
  const pages = globSync('docs/sources/*.md').map((path) => basename(path, '.md'));
  const shown = new Set(PAGES.map(([name]) => name));
  expect(pages.filter((name) => !shown.has(name) && !name.startsWith('custom'))).toEqual([]);
});

describe.each(['shopline', 'shoplazza'] as const)('the page of %s, the shop itself', (platform) => {
  const page = readFileSync(`docs/sources/${platform}.md`, 'utf8');
  const sources = { shop: { tool: platform } };
  const lines = hooksOf('<store>', { platform, baseUrl: 'https://x', sources }, 'https://<relay>');
  const of = (name: string): string =>
    lines.find((line) => line.startsWith(`  ${name}`))?.slice(name.length + 2) ?? '';

  it('registers the address and the topics that store check prints', () => {
    const [command = ''] = /^ *curl [\s\S]*?webhooks[\s\S]*?^ *```$/m.exec(page) ?? [];
    expect(command).toContain(`"address": "${of('address').trim()}"`);
    const topics = of('topic').replace(/^s/, '').replace(/\(.*/, '').trim().split(', ');
    expect(topics.length).toBeGreaterThan(2);
    const [shell = ''] = /^ *```sh\n([\s\S]*?)^ *```$/m.exec(page) ?? [];
    const named = [...shell.matchAll(/\b(?:user|customers)\/\w+/g)].map(([topic]) => topic);
    expect(named).toEqual(topics);
  });
});

it('the program of the page of standard-webhooks signs what the relay takes', async () => {
  const page = readFileSync('docs/sources/standard-webhooks.md', 'utf8');
  const [, program = ''] = /^```sh\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const event = readFileSync('events/shopline/create.json', 'utf8');
  writeFileSync(join(folder, 'event.json'), event);
  const made = spawnSync(
    'sh',
    ['-ec', `curl() { printf '%s\\n' "$@"; }\n${program.replaceAll(/<(\w+)>/g, '$1')}`],
    { cwd: folder, env: { PATH: process.env['PATH'], SECRET: WHSEC }, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true });
  const headers = Object.fromEntries(
    made.stdout.split('\n').flatMap((line) => {
      const [, name, value] = /^([a-z-]+): (.+)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const now = Number(headers['webhook-timestamp']) * 1_000;
  const backend: StoreSource = { tool: 'standard-webhooks', secrets: [WHSEC] };
  const { receive } = openReceive({ backend }, { now: () => now });
  const request = aRequest({ source: 'backend', body: event, headers });
  expect([made.stderr, (await receive(request)).statusCode]).toEqual(['', 200]);
});

describe.each(PAGES)('the source that the page of %s shows', (name, source) => {
  const text = readFileSync(`events/webhooks/${name}.json`, 'utf8');
  /** That of the sample: a shop's own webhooks come from a shop of its kind. */
  const { store = 'tw-main' } = JSON.parse(text) as { readonly store?: keyof typeof SHOPS };
  const { completed, mistakes } = readConfiguration(
    store,
    JSON.stringify({ ...SHOPS[store], country: 'TW', sources: { [name]: source } }),
  );
  const config = completed?.sources?.[name];
  const { body, headers } = parseDeliveryFile(text, NOW) ?? { body: '', headers: {} };

  it('is one that a store takes', () => {
    expect(mistakes).toEqual([]);
    expect(config).toBeDefined();
  });

  it('takes the sample, signed as it says', async () => {
    if (config === undefined) throw new Error('no configuration');
    const [secret = ''] = config.secrets ?? [];
    const url = `${PUBLIC_URL}/webhooks/${store}/${name}`;
    const isOpen = isSecretAddress(config) || config.public !== undefined;
    const signed = isOpen
      ? { headers: { ...headers, ...originOf(config) }, query: '' }
      : sign({ source: config, headers, body, url, secret }, NOW);
    if (signed === undefined) throw new Error('it cannot be signed here');
    const senders = {
      find: async (of: string, one: string) => (of === store && one === name ? config : undefined),
    };
    const { receive, copies } = openReceive({}, { senders });
    const { statusCode } = await receive(
      aRequest({
        store,
        source: name,
        body,
        headers: signed.headers,
        query: signed.query.replace(/^\?/, ''),
        ...(isSecretAddress(config) && { secret }),
      }),
    );
    // A browser is sent to the page that says thanks.
    const expected = config.public === undefined ? 200 : 303;
    expect({ statusCode, stored: copies.length }).toEqual({ statusCode: expected, stored: 1 });
  });

  it('reads the whole sample: nothing is refused, left out or unclear', () => {
    const all =
      config &&
      SOURCES.get(config.tool)?.read(
        { store, source: name, receivedAt: NOW, headers, body: Buffer.from(body) },
        { config, country: 'TW' },
      );
    expect(all?.length).toBeGreaterThan(0);
    for (const one of all ?? []) {
      expect(one.kind).not.toBe('refused');
      if (one.kind !== 'signup') continue;
      expect([one.leftOut, one.unclear, one.flaw]).toEqual([undefined, undefined, undefined]);
    }
  });
});
