import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/cli/stores/read-configuration.ts';
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

it('are nearly all the tools there are', () => {
  expect(PAGES.length).toBeGreaterThanOrEqual(25);
});

describe.each(PAGES)('the source that the page of %s shows', (name, source) => {
  const { completed, mistakes } = readConfiguration(
    'tw-main',
    JSON.stringify({
      platform: 'shopline',
      baseUrl: 'https://open.shopline.io/v1',
      accessToken: 'an-invented-token',
      userAgent: 'my-shop',
      country: 'TW',
      sources: { [name]: source },
    }),
  );
  const config = completed?.sources?.[name];
  const text = readFileSync(`events/webhooks/${name}.json`, 'utf8');
  const { body, headers } = parseDeliveryFile(text, NOW) ?? { body: '', headers: {} };

  it('is one that a store takes', () => {
    expect(mistakes).toEqual([]);
    expect(config).toBeDefined();
  });

  it('takes the sample, signed as it says', async () => {
    if (config === undefined) throw new Error('no configuration');
    const [secret = ''] = config.secrets ?? [];
    const url = `${PUBLIC_URL}/webhooks/tw-main/${name}`;
    const isOpen = isSecretAddress(config) || config.public !== undefined;
    const signed = isOpen
      ? { headers: { ...headers, ...originOf(config) }, query: '' }
      : sign({ source: config, headers, body, url, secret }, NOW);
    if (signed === undefined) throw new Error('it cannot be signed here');
    const { receive, copies } = openReceive({ [name]: config });
    const { statusCode } = await receive(
      aRequest({
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
        { store: 'tw-main', source: name, receivedAt: NOW, headers, body: Buffer.from(body) },
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
