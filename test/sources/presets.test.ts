import { createHash, createHmac } from 'node:crypto';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
import { createSenders } from '../../src/aws/stores.ts';
import { ConfigError, WaitError } from '../../src/event/errors.ts';
import { completeSource, completeStore, presets } from '../../src/sources/custom/presets.ts';
import { parseDeliveryFile } from '../../src/sources/delivery-file.ts';
import { parseConfigured, parseConfiguredSource } from '../../src/sources/parse-configured.ts';
import { parseSender } from '../../src/sources/parse-sender.ts';
import { sampleSecret, sampleSources } from '../../src/local/samples/sources.ts';
import type { StoreSource } from '../../src/generated/types.ts';
import { NOW, openReceive, PUBLIC_URL } from '../receive/open-receive.ts';
import { aRequest } from '../support/a-request.ts';

/**
 * What each version says. A shop names a version, so what it says never changes: write the change as a new version, and
 * add a line.
 */
const VERSIONS: Readonly<Record<string, string>> = {
  'clover@1': 'e796c0e30a530fd8',
  'clover@2': 'c4edf05c505d00a3',
  'customer-io@1': 'e6ac0b70b0c50eaa',
  'customer-io@2': '5ff1d1b97f8f2cc3',
  'elementor@1': 'c78d098e76a16904',
  'fluent-forms@1': '16028cd885a63d1b',
  'gravity-forms@1': '4c858fed07fa0b0e',
  'lightspeed@1': '77874d7a6569aa50',
  'ragic@1': 'ee2f60257b832b79',
  'webflow@1': '5cdcc6bc86a445a2',
  'woocommerce@1': '8cbb4d1daf189421',
  'wpforms@1': '92a814b78da5f15b',
};

const NAMES = [...new Set(presets().map(({ name }) => name))];
const storeOf = (source: object): string =>
  JSON.stringify({
    platform: 'shoplazza',
    baseUrl: 'https://demo.myshoplaza.com/openapi/2022-01',
    accessToken: 'an-invented-token',
    sources: { shop: source },
  });
const webflow = { tool: 'custom', preset: 'webflow@1', secrets: ['an-invented-secret-012345'] };

describe('the files of presets', () => {
  it('are all there is, by name and version', () => {
    const files = readdirSync('presets').map((file) => file.replace(/\.json$/, ''));
    expect(presets().map(({ name, version }) => `${name}@${version}`)).toEqual(files.toSorted());
  });

  it('never change: a changed mapping is a new version', () => {
    const digests = presets().map(({ name, version, ...said }) => [
      `${name}@${version}`,
      createHash('sha256')
        .update(JSON.stringify({ ...said, title: '' }))
        .digest('hex')
        .slice(0, 16),
    ]);
    expect(Object.fromEntries(digests)).toEqual(VERSIONS);
  });

  it.each(NAMES)('%s has its versions from 1 on, without a gap', (name) => {
    const versions = presets().flatMap((one) => (one.name === name ? [one.version] : []));
    expect(versions.toSorted((one, other) => one - other)).toEqual(versions.map((_, at) => at + 1));
  });

  it.each(NAMES)('%s has a page and a sample', (name) => {
    const page = readFileSync(`docs/sources/${name}.md`, 'utf8');
    expect(page).toContain(`"preset": "${name}@`);
    expect(page).toContain('ompared with');
    expect(globSync(`events/webhooks/${name}.json`)).toHaveLength(1);
  });

  it.each(NAMES)('%s has a page whose configuration a store takes, line by line', (name) => {
    const page = readFileSync(`docs/sources/${name}.md`, 'utf8');
    const blocks = [...page.matchAll(/^```json\n([\s\S]*?)```$/gm)].map(([, text]) => text ?? '');
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const said = JSON.parse(`{${block}}`) as Readonly<Record<string, object>>;
      const own = { tool: 'custom', preset: `${name}@1` };
      const inDelivery = 'when' in said ? said : { fields: said };
      const source = Object.hasOwn(said, name) ? said[name] : { ...own, delivery: inDelivery };
      expect(readConfiguration('x', storeOf(source ?? {})).mistakes).toEqual([]);
    }
  });

  it.each(NAMES)('%s needs nothing but its name, and keeps every rule of a source', (name) => {
    const preset = presets().find((one) => one.name === name);
    const source = { tool: 'custom', preset: `${name}@1`, secrets: ['an-invented-secret-01'] };
    expect(readConfiguration('x', storeOf(source)).mistakes).toEqual([]);
    const { signature, delivery, trust } = preset ?? {};
    const inItself = { tool: 'custom', secrets: source.secrets, signature, delivery, trust };
    expect(readConfiguration('x', storeOf(inItself)).mistakes).toEqual([]);
  });

  it.each(['webflow', 'wpforms', 'gravity-forms', 'elementor', 'fluent-forms', 'ragic'])(
    '%s is for anybody to fill in: anonymous, and consents only by the lists of the shop',
    (name) => {
      const preset = presets().find((one) => one.name === name);
      expect(preset?.trust).toBe('anonymous');
      expect(Object.keys(preset?.delivery.fields ?? {}).join()).not.toContain('consent');
    },
  );
});

describe('a source with a preset', () => {
  it('has all that the preset says, and its own words first', async () => {
    const own = {
      ...webflow,
      trust: 'verified',
      delivery: { id: '/own', fields: { 'consent.email': { field: '/n', granted: ['Yes'] } } },
    };
    const { sources } = await parseConfigured('x', storeOf(own));
    expect(sources?.['shop']).toMatchObject({
      trust: 'verified',
      signature: { header: 'x-webflow-signature' },
      delivery: {
        id: '/own',
        time: '/payload/submittedAt',
        fields: { 'consent.email': { granted: ['Yes'] } },
      },
    });
  });

  it('overrides fields path by path', () => {
    const own = { tool: 'custom', preset: 'woocommerce@1', delivery: { fields: { email: '/e' } } };
    const { delivery } = completeSource<Partial<StoreSource>>(own as StoreSource);
    expect(delivery?.['fields']).toMatchObject({
      email: '/e',
      firstName: ['/first_name', '/billing/first_name', '/shipping/first_name'],
    });
  });

  it('can have its secret in the address instead', () => {
    const own = { ...webflow, unsigned: true };
    expect(completeSource(own)).not.toHaveProperty('signature');
    expect(readConfiguration('x', storeOf(own)).mistakes).toEqual([]);
  });

  it('is the same when it is completed twice', () => {
    const once = completeStore(JSON.parse(storeOf(webflow)) as object);
    expect(completeStore(once)).toEqual(once);
  });

  it('is stored as it was written', () => {
    const { store, completed } = readConfiguration('x', storeOf(webflow));
    expect(store?.sources?.['shop']).toEqual(webflow);
    expect(completed?.sources?.['shop']).toHaveProperty('signature');
  });

  it.each([
    ['another tool', { ...webflow, tool: 'tally' }, 'is only for the tool `custom`'],
    [
      'no such preset',
      { ...webflow, preset: 'weblow@1' },
      /^must be the name and version of a preset: `clover@1`, .*`woocommerce@1`, `wpforms@1`$/,
    ],
    [
      'no such version',
      { ...webflow, preset: 'webflow@99' },
      /^must be the name and version of a preset: /,
    ],
    [
      'no version',
      { ...webflow, preset: 'webflow' },
      /^must be the name and version of a preset: /,
    ],
    ['a name of JavaScript', { ...webflow, preset: '__proto__' }, /^must be the name and version/],
  ])('%s is one sentence with its place', async (_, source, text) => {
    const { store, mistakes } = readConfiguration('x', storeOf(source));
    expect(store).toBeUndefined();
    expect(mistakes).toHaveLength(1);
    const [place = '', ...words] = (mistakes[0] ?? '').split(' ');
    expect(place).toBe('/sources/shop/preset');
    expect(words.join(' ')).toMatch(text);
    await expect(parseConfigured('x', storeOf(source))).rejects.toThrow(ConfigError);
    const own = JSON.stringify(source);
    await expect(parseConfiguredSource('x', 'shop', own)).rejects.toThrow(/\/preset (?:must|is)/);
    await expect(parseSender('x', 'shop', own)).rejects.toThrow(/\/preset (?:must|is)/);
  });

  it('names mistakes in its own words by their place', () => {
    const wrong = { ...webflow, delivery: { fields: { 'consent.email': '/payload/data/News' } } };
    expect(readConfiguration('x', storeOf(wrong)).mistakes).toEqual([
      '/sources/shop/delivery/fields/consent.email needs the answers that count: `{ "field": "/…", "granted": [ … ], "denied": [ … ] }`',
    ]);
  });
});

it('a preset of a newer version makes senders wait, and nothing is lost', async () => {
  const source = { ...webflow, preset: 'webflow@99' };
  const senders = createSenders({
    readParameter: async () => JSON.stringify(source),
    path: '/sources',
    ttlMs: 60_000,
    now: () => NOW,
    parse: parseSender,
  });
  const { receive, copies } = openReceive({}, { senders });
  const { statusCode } = await receive(aRequest({ source: 'shop', body: '{}' }));
  expect({ statusCode, stored: copies.length }).toEqual({ statusCode: 503, stored: 0 });
  await expect(senders.find('tw-main', 'shop')).rejects.toThrow(WaitError);
});

type Signer = (body: string, secret: string, seconds: number) => Readonly<Record<string, string>>;
const hmac = (text: string, key: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHmac('sha256', key).update(text).digest(encoding);

/** Written from each vendor's documentation, and independent of the verifying code. */
const SIGNERS: Readonly<Record<string, Signer>> = {
  webflow: (body, key, s) => ({
    'x-webflow-timestamp': `${s}000`,
    'x-webflow-signature': hmac(`${s}000:${body}`, key),
  }),
  woocommerce: (body, key) => ({ 'x-wc-webhook-signature': hmac(body, key, 'base64') }),
  wpforms: (body, key, s) => ({
    'x-wpforms-webhook-signature': `t=${s},v=${hmac(`${s}.${body}`, key)}`,
  }),
  'customer-io': (body, key, s) => ({
    'x-cio-timestamp': `${s}`,
    'x-cio-signature': hmac(`v0:${s}:${body}`, key),
  }),
  lightspeed: (body, key) => ({
    'x-signature': `signature=${hmac(body, key)}, algorithm=HMAC-SHA256`,
  }),
  'gravity-forms': (_, key) => ({ authorization: `Bearer ${key}` }),
  'fluent-forms': (_, key) => ({ authorization: `Bearer ${key}` }),
  clover: (_, key) => ({ 'x-clover-auth': key }),
  elementor: () => ({}),
  ragic: () => ({}),
};
const IN_ADDRESS = new Set(['elementor', 'ragic']);
const TIMED = new Set(['webflow', 'wpforms', 'customer-io']);
const SIGNED = new Set([...TIMED, 'woocommerce', 'lightspeed']);

const SECONDS = Math.floor(NOW / 1000);
const sampleOf = (name: string) => {
  const text = readFileSync(`events/webhooks/${name}.json`, 'utf8');
  const sample = parseDeliveryFile(text, NOW);
  if (sample === undefined) throw new Error(`${name} is no delivery`);
  return sample;
};
const all = Object.entries(sampleSources(PUBLIC_URL)).map(
  ([name, source]) => [name, completeSource(source)] as const,
);

interface Forged {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly secret?: string;
  readonly key?: string;
  readonly late?: number;
}

/** The status that a delivery of a preset gets, and whether it was stored. */
async function posted(name: string, forged: Forged = {}) {
  const { body, headers } = sampleOf(name);
  const key = forged.key ?? sampleSecret(name);
  const signature = SIGNERS[name]?.(body, key, SECONDS + (forged.late ?? 0)) ?? {};
  const secret = forged.secret ?? (IN_ADDRESS.has(name) ? key : undefined);
  const { receive, copies } = openReceive(Object.fromEntries(all));
  const request = aRequest({
    source: name,
    body: forged.body ?? body,
    headers: { ...headers, ...signature, ...forged.headers },
    ...(secret !== undefined && { secret }),
  });
  const { statusCode } = await receive(request);
  return { statusCode, stored: copies.length };
}
const REFUSED = { statusCode: 401, stored: 0 };

describe.each(NAMES)('a delivery of %s', (name) => {
  const signer = SIGNERS[name];
  const header = Object.keys(signer?.('', 'k', 0) ?? {}).at(-1) ?? '';

  it('is stored if it is signed as its vendor documents it', async () => {
    expect(await posted(name)).toEqual({ statusCode: 200, stored: 1 });
  });

  it('is refused with another secret', async () => {
    expect(await posted(name, { key: 'another-secret-of-the-forger' })).toEqual(REFUSED);
    expect(await posted(name, { key: 'a' })).toEqual(REFUSED);
  });

  it.runIf(SIGNED.has(name))('is refused with another body', async () => {
    const { body } = sampleOf(name);
    expect(await posted(name, { body: `${body} ` })).toEqual(REFUSED);
    expect(await posted(name, { body: body.replace('example.com', 'example.org') })).toEqual(
      REFUSED,
    );
    expect(await posted(name, { body: '' })).toEqual(REFUSED);
  });

  it.runIf(header !== '')(
    'is refused without its proof, also with the secret in the address',
    async () => {
      expect(await posted(name, { headers: { [header]: '' } })).toEqual(REFUSED);
      const inAddress = { headers: { [header]: '' }, secret: sampleSecret(name) };
      expect(await posted(name, inAddress)).toEqual(REFUSED);
    },
  );

  it.runIf(IN_ADDRESS.has(name))('is refused with a wrong or shortened address', async () => {
    for (const secret of ['', 'x', sampleSecret(name).slice(1), `${sampleSecret(name)}/`])
      expect(await posted(name, { secret })).toEqual(REFUSED);
  });

  it.runIf(TIMED.has(name))('is refused after five minutes, and with another time', async () => {
    expect(await posted(name, { late: -299 })).toMatchObject({ stored: 1 });
    for (const late of [-301, 301, -86_400]) expect(await posted(name, { late })).toEqual(REFUSED);
    const fresh = signer?.('', 'k', SECONDS)['x-webflow-timestamp'];
    if (fresh === undefined) return;
    const headers = { 'x-webflow-timestamp': String(Number(fresh) + 1000) };
    expect(await posted(name, { headers })).toEqual(REFUSED);
  });
});
