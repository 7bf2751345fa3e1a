import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSource } from '../../src/event/parse-store.ts';
import { lambdaContext } from '../../src/local/lambda/context.ts';
import { openReceive } from '../receive/open-receive.ts';
import { aRequest } from '../support/a-request.ts';
import { type Hasty, openHasty } from '../support/hasty-sqs.ts';
import { until } from '../support/until.ts';
import { loadDoor } from '../support/load-door.ts';

const PAGE = readFileSync('docs/sources/custom.md', 'utf8');
const STEPS = PAGE.slice(PAGE.indexOf('## Ten minutes'), PAGE.indexOf('## Settings'));
const folder = mkdtempSync(join(tmpdir(), 'custom-page-'));

let hasty: Hasty;
beforeAll(async () => {
  hasty = await openHasty();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await hasty.close();
});

interface Block {
  readonly kind: string;
  readonly text: string;
}
const blocks: readonly Block[] = [...STEPS.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, kind = '', text = '']) => ({ kind, text }),
);

const fileOf = (name: string): string => join(folder, name);

/** A command of the page on the embedded relay: its files lie in a folder of the test. */
async function run(command: string): Promise<string> {
  const [, , ...words] = command.replace('--stage prod ', '').split(' ');
  const { code, out, err } = await hasty.run(
    ...words.map((word) => (/\.jsonl?$/.test(word) ? fileOf(word) : word)),
  );
  expect([command, err, code === 2]).toEqual([command, '', false]);
  return out;
}

/** The relay takes a post of the tool, and works on everything that is on the queue. */
async function deliver(body?: string): Promise<void> {
  const { embedded } = hasty;
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    STORES_TTL_SECONDS: '0',
  });
  const { handler } = await loadDoor<typeof import('../../src/main/consume.ts')>('consume');
  if (body !== undefined) {
    const { sources } = JSON.parse(readFileSync(fileOf('tw-main.json'), 'utf8')) as {
      sources: { kit: object };
    };
    const { receive, copies } = openReceive({
      kit: parseSource('tw-main', 'kit', JSON.stringify(sources.kit)),
    });
    const secret = 'kit-0123456789abcdef';
    await receive(aRequest({ source: 'kit', secret, body }));
    for (const copy of copies) await embedded.send(copy.body);
  }
  const poller = embedded.poller((event) =>
    handler(
      event,
      lambdaContext('consume', () => 30_000),
    ),
  );
  await until(() => embedded.isDrained());
  await poller.stop();
}

it('leads from a caught delivery to a customer, word for word', async () => {
  const { shopline } = hasty.embedded;
  shopline.reset();
  let out = '';
  let commands = 0;
  const missing: string[] = [];
  for (const { kind, text } of blocks) {
    if (kind === 'json' && text.startsWith('"kit"')) {
      const store = {
        platform: 'shopline',
        baseUrl: shopline.baseUrl,
        accessToken: 'sandbox-token',
        userAgent: 'my-shop',
        country: 'TW',
        sources: JSON.parse(`{${text}}`) as object,
      };
      writeFileSync(fileOf('tw-main.json'), JSON.stringify(store));
    } else if (kind === 'json') {
      await deliver(text);
    } else if (kind === 'sh') {
      out = '';
      for (const command of text.trim().split('\n')) {
        const isReplace = command.includes('store put') && commands === 0;
        out += `${await run(isReplace ? `${command} --replace` : command)}\n`;
        commands += 1;
      }
    } else {
      missing.push(...text.split('\n').filter((line) => !out.includes(line.trimEnd())));
    }
  }
  await deliver();
  // `consume` keeps a configuration for a minute; here for none.
  expect(STEPS).toMatch(/### 4\.[^#]*store put[^#]*Wait a minute[^#]*dlq replay/);
  expect(missing).toEqual([]);
  expect(commands).toBe(6);
  expect(shopline.customers()).toMatchObject([
    {
      email: 'mei.page@example.com',
      is_subscribed_marketing_email: true,
      tags: ['kit', 'oolong', 'green'],
    },
  ]);
}, 60_000);

it('shows settings that a store takes, and every setting that there is', async () => {
  const { properties } = JSON.parse(
    readFileSync('schemas/custom/source-delivery.schema.json', 'utf8'),
  ) as { properties: object };
  const table = PAGE.slice(PAGE.indexOf('## Settings'), PAGE.indexOf('### Fields'));
  const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  expect(new Set(listed)).toEqual(new Set(Object.keys(properties)));
  const examples = [...PAGE.matchAll(/^\| `("\/|\[|\{)(.*?)` \|/gm)].map(([, a, b]) => `${a}${b}`);
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples.filter((one) => !one.includes('denied'))) {
    const delivery = { fields: { name: JSON.parse(example) as unknown } };
    const { parseConfiguredSource } = await import('../../src/sources/parse-configured.ts');
    const source = JSON.stringify({ tool: 'custom', delivery });
    await expect(parseConfiguredSource('tw-main', 'x', source)).resolves.toBeDefined();
  }
});
