import { execFile } from 'node:child_process';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { anEvent } from '../support/an-event.ts';
import { type Embedded, openEmbedded } from '../support/embedded.ts';
import { buildBundles, type Bundles } from '../support/open-bundle.ts';
import { pollOnce } from '../support/poll-once.ts';

let bundles: Bundles;
let embedded: Embedded;
beforeAll(async () => {
  [bundles, embedded] = await Promise.all([buildBundles(), openEmbedded()]);
});
afterAll(() => Promise.all([embedded.close(), bundles.close()]));

/** Hides a file that consume loads at first use. @returns a function that restores it. */
async function hide(part: string): Promise<() => Promise<void>> {
  const folder = join(bundles.folder, 'consume');
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${part}-`));
  expect(names).toHaveLength(1);
  const file = join(folder, names[0] ?? '');
  await rename(file, `${file}.hidden`);
  return () => rename(`${file}.hidden`, file);
}

const signup = (store: string): string =>
  JSON.stringify(anEvent({ id: `e-${store}`, data: { store } }));
const delivery = JSON.stringify({
  ...anEvent({ id: 'd-1', type: 'webhook.delivered' }),
  data: {
    store: 'us-main',
    source: 'html-form',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=grace%40example.com',
  },
});

it.each([
  ['shopline', signup('tw-main'), 'created'],
  ['shoplazza', signup('us-main'), 'created'],
  ['sources', delivery, 'created'],
  ['queue', 'not JSON', 'dead_lettered'],
])('a message waits exactly as long as %s cannot be loaded', async (part, body, outcome) => {
  const lambda = await bundles.open(embedded.env);
  onTestFinished(() => lambda.close());
  await embedded.send(body);
  const putBack = await hide(part);
  const { received, failures } = await pollOnce(embedded, lambda);
  await putBack();
  expect(failures).toEqual(received.map(({ MessageId }) => MessageId));
  expect(failures).toHaveLength(1);
  const { failures: left, attempts } = await pollOnce(embedded, lambda);
  expect(left).toEqual([]);
  expect(attempts.map((attempt) => attempt['outcome'])).toEqual([outcome]);
  expect(await embedded.isDrained()).toBe(true);
});

/** Loads a function in a process where the use of a language's rules throws. */
const START = `
for (const name of ['Number', 'BigInt', 'Date', 'Array'])
  globalThis[name].prototype.toLocaleString = () => { throw new Error('toLocaleString at start'); };
globalThis.Intl = new Proxy({}, { get() { throw new Error('Intl at start'); } });
const { handler } = require(process.argv[1]);
console.log(typeof handler);
`;

it.each(['consume', 'receive', 'archive', 'replay'])(
  '%s starts without the languages of Node.js, which take a sixth of a cold start',
  async (door) => {
    const file = join(bundles.folder, door, `${door}.js`);
    const args = ['--input-type=commonjs', '--eval', START, file];
    const env = { ...embedded.env, PUBLIC_URL: 'https://hooks.example.com' };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    expect(stdout).toBe('function\n');
  },
);
